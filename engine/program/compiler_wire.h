// CompilerWire: a compile's question and answer as bytes, between the page's two modules.
// Laws: 1. Any bytes are read to something; what is cut off is empty.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/program/compiler.h"

namespace trapdoor {

struct CompileRequest {
  CFiles files;
  std::string name;
};

std::vector<uint8_t> to_bytes(const CFiles& files, const std::string& name);
std::vector<uint8_t> to_bytes(const Compiled& compiled);
CompileRequest request_of(std::span<const uint8_t> bytes);
Compiled compiled_of(std::span<const uint8_t> bytes);

}  // namespace trapdoor
