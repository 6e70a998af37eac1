// The functions behind riscv::kIsa, one per question the outside asks.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "engine/isa/riscv/instructions.h"
#include "engine/machine/isa.h"

namespace trapdoor::riscv {

std::span<const FieldRow> field_rows(bool base_and_bound);
std::unique_ptr<trapdoor::Hart> make_hart(Machine&, int index);
Decoded decode(std::span<const uint8_t> bytes);
uint64_t read_word(const Machine&, int hart, uint16_t word);
Writers writers(const Machine&, std::string_view name);
Translation translate(const Machine&, int hart, uint64_t address, AccessKind, uint8_t mode);
std::vector<Explanation> explain(const Machine&, int hart);
Vector vector(const Machine&, int hart, uint8_t mode);
std::vector<Mapping> mappings(const Machine&, int hart, uint64_t space, size_t most);

}  // namespace trapdoor::riscv
