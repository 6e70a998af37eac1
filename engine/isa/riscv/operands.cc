// What may stand for an operand's name in a syntax: registers, control registers, rounding modes, numbers, targets.
#include "engine/isa/riscv/assembly.h"
#include "engine/isa/riscv/words.h"

namespace trapdoor::riscv {
namespace {

std::span<const NameRow> register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const WordRow& row : kIsa.words) {
      if (row.word < 32) list.push_back({row.alias, row.word});
    }
    for (const WordRow& row : kIsa.words) {
      if (row.word < 32) list.push_back({row.name, row.word});
    }
    list.push_back({"fp", 8});
    return list;
  }();
  return names;
}

constexpr bool is_middle(uint32_t number) { return number >= 8 && number < 16; }

// x8 to x15, by the three bits that short instructions have for them.
std::span<const NameRow> middle_register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const NameRow& row : register_names()) {
      if (is_middle(row.value)) list.push_back({row.name, row.value - 8});
    }
    return list;
  }();
  return names;
}

std::span<const NameRow> stack_pointer_names() {
  static constexpr NameRow kNames[] = {{"sp", kSp}, {"x2", kSp}};
  return kNames;
}

std::span<const NameRow> float_register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    auto is_register = [](const WordRow& row) { return row.word >= kF0 && row.word < kF0 + 32; };
    for (const WordRow& row : kIsa.words) {
      if (is_register(row)) list.push_back({row.alias, row.word - uint32_t{kF0}});
    }
    for (const WordRow& row : kIsa.words) {
      if (is_register(row)) list.push_back({row.name, row.word - uint32_t{kF0}});
    }
    return list;
  }();
  return names;
}

std::span<const NameRow> middle_float_register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const NameRow& row : float_register_names()) {
      if (is_middle(row.value)) list.push_back({row.name, row.value - 8});
    }
    return list;
  }();
  return names;
}

constexpr int kDynamic = 7;
std::span<const NameRow> rounding_names() {
  static constexpr NameRow kNames[] = {{"rne", 0}, {"rtz", 1}, {"rdn", 2},
                                       {"rup", 3}, {"rmm", 4}, {"dyn", kDynamic}};
  return kNames;
}

std::span<const NameRow> csr_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const CsrRow& row : csr_rows()) list.push_back({row.name, row.address});
    return list;
  }();
  return names;
}

constexpr std::string_view kRegister = "an integer register (a0, sp, t1, x5, ...)";
constexpr std::string_view kFloatRegister = "a floating-point register (fa0, ft1, fs2, f5, ...)";
constexpr std::string_view kMiddle = "a register that fits three bits (s0, s1, a0 to a5)";
constexpr std::string_view kMiddleFloat = "a register that fits three bits (fs0, fs1, fa0 to fa5)";
constexpr std::string_view kRounding = "a rounding mode (rne, rtz, rdn, rup, rmm, dyn)";
constexpr std::string_view kNumber = "a number";

constexpr OperandRow kOperands[] = {
    {.name = "rd", .kind = OperandKind::name, .field = "rd", .expected = kRegister, .names = register_names},
    {.name = "rs1",
     .kind = OperandKind::name,
     .field = "rs1",
     .expected = kRegister,
     .names = register_names},
    {.name = "rs2",
     .kind = OperandKind::name,
     .field = "rs2",
     .expected = kRegister,
     .names = register_names},
    {.name = "rt",
     .kind = OperandKind::name,
     .field = "",
     .expected = "a register to use on the way (t0, ...)",
     .names = register_names},
    {.name = "frd",
     .kind = OperandKind::name,
     .field = "frd",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "frs1",
     .kind = OperandKind::name,
     .field = "frs1",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "frs2",
     .kind = OperandKind::name,
     .field = "frs2",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "frs3",
     .kind = OperandKind::name,
     .field = "frs3",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "rm",
     .kind = OperandKind::name,
     .field = "rm",
     .expected = kRounding,
     .names = rounding_names,
     .when_absent = kDynamic},
    {.name = "rm_exact",  // of an instruction that never rounds
     .kind = OperandKind::name,
     .field = "rm",
     .expected = kRounding,
     .names = rounding_names,
     .when_absent = 0},
    {.name = "imm", .kind = OperandKind::number, .field = "imm", .expected = kNumber, .is_signed = true},
    {.name = "upper",
     .kind = OperandKind::number,
     .field = "imm",
     .expected = kNumber,
     .scale = kLowBits,
     .hexadecimal = true},
    {.name = "shamt",
     .kind = OperandKind::number,
     .field = "shamt",
     .expected = "a shift amount",
     .hexadecimal = true},
    {.name = "uimm", .kind = OperandKind::number, .field = "uimm", .expected = kNumber},
    {.name = "csr",
     .kind = OperandKind::name,
     .field = "csr",
     .expected = "a control register (mstatus, sepc, ...)",
     .names = csr_names,
     .number_too = true},
    {.name = "target", .kind = OperandKind::target, .field = "imm", .expected = "a label", .is_signed = true},
    {.name = "pred",
     .kind = OperandKind::letters,
     .field = "pred",
     .expected = "some of the letters iorw",
     .letters = "iorw"},
    {.name = "succ",
     .kind = OperandKind::letters,
     .field = "succ",
     .expected = "some of the letters iorw",
     .letters = "iorw"},
    // Of short instructions.
    {.name = "rd'",
     .kind = OperandKind::name,
     .field = "rd'",
     .expected = kMiddle,
     .names = middle_register_names},
    {.name = "rs1'",
     .kind = OperandKind::name,
     .field = "rs1'",
     .expected = kMiddle,
     .names = middle_register_names},
    {.name = "rs2'",
     .kind = OperandKind::name,
     .field = "rs2'",
     .expected = kMiddle,
     .names = middle_register_names},
    {.name = "frd'",
     .kind = OperandKind::name,
     .field = "frd'",
     .expected = kMiddleFloat,
     .names = middle_float_register_names},
    {.name = "frs2'",
     .kind = OperandKind::name,
     .field = "frs2'",
     .expected = kMiddleFloat,
     .names = middle_float_register_names},
    {.name = "sp", .kind = OperandKind::name, .field = "", .expected = "sp", .names = stack_pointer_names},
    {.name = "offset", .kind = OperandKind::number, .field = "imm", .expected = kNumber},
    {.name = "upper6",
     .kind = OperandKind::number,
     .field = "imm",
     .expected = kNumber,
     .is_signed = true,
     .scale = kLowBits,
     .wraps = 20},
    {.name = "symbol", .kind = OperandKind::symbol, .field = "", .expected = "a label"},
    {.name = "constant",
     .kind = OperandKind::constant,
     .field = "",
     .expected = "a number that is known here (la loads an address)"},
};

}  // namespace

std::span<const OperandRow> operand_rows() { return kOperands; }

}  // namespace trapdoor::riscv
