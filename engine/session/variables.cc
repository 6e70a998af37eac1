#include "engine/session/variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>

#include "engine/machine/assembly.h"
#include "engine/program/location.h"
#include "engine/session/event_text.h"

namespace trapdoor {
namespace {

using Bytes = std::vector<std::byte>;
constexpr uint64_t kLargest = 64 << 10;  // bytes of one variable that are looked at
constexpr int kDeepest = 4;

uint64_t number_in(std::span<const std::byte> bytes) {
  uint64_t value = 0;
  std::memcpy(&value, bytes.data(), std::min<size_t>(bytes.size(), 8));
  return value;
}

int64_t with_sign(uint64_t value, unsigned bits) {
  return bits == 0 || bits >= 64 ? static_cast<int64_t>(value)
                                 : static_cast<int64_t>(value << (64 - bits)) >> (64 - bits);
}

// Bytes of a value as C would write them.
class Writer {
 public:
  explicit Writer(const Program& program) : program_(program) {}

  std::string write(uint32_t type, std::span<const std::byte> bytes, int depth = 0) const {
    const DebugType* t = program_.debug.plain_type(type);
    if (!t) return fmt::format("{:#x}", number_in(bytes));
    switch (t->kind) {
      case TypeKind::array:
        return array(*t, bytes, depth);
      case TypeKind::structure:
      case TypeKind::united:
        return members(*t, bytes, depth);
      case TypeKind::floating:
        return floating(bytes);
      default:
        return scalar(*t, number_in(bytes), static_cast<unsigned>(8 * bytes.size()));
    }
  }

 private:
  std::string scalar(const DebugType& type, uint64_t value, unsigned bits) const {
    switch (type.kind) {
      case TypeKind::signed_number:
        return std::to_string(with_sign(value, bits));
      case TypeKind::unsigned_number:
        return std::to_string(value);
      case TypeKind::boolean:
        return value == 0 ? "false" : value == 1 ? "true" : std::to_string(value);
      case TypeKind::character:
        return character(value, bits);
      case TypeKind::enumeration:
        for (const auto& [name, number] : type.values) {
          if (with_sign(static_cast<uint64_t>(number), bits) == with_sign(value, bits)) return name;
        }
        return std::to_string(with_sign(value, bits));
      default:
        return value == 0 ? "0x0" : address_text(value, program_);
    }
  }

  static std::string character(uint64_t value, unsigned bits) {
    std::string number = std::to_string(value);
    if (bits == 8 && value < 128 && std::isprint(static_cast<int>(value)))
      number += fmt::format(" '{}'", static_cast<char>(value));
    return number;
  }

  static std::string floating(std::span<const std::byte> bytes) {
    if (bytes.size() == 4) {
      float value = 0;
      std::memcpy(&value, bytes.data(), 4);
      return fmt::format("{}", value);
    }
    if (bytes.size() != 8) return "?";
    double value = 0;
    std::memcpy(&value, bytes.data(), 8);
    return fmt::format("{}", value);
  }

  std::string array(const DebugType& type, std::span<const std::byte> bytes, int depth) const {
    const DebugType* element = program_.debug.plain_type(type.element);
    uint64_t size = size_of(program_, type.element);
    if (size == 0 || depth >= kDeepest) return "{...}";
    if (element && element->kind == TypeKind::character && is_text(bytes)) return text(bytes);
    std::string out = "{";
    for (uint64_t i = 0; i < type.count && (i + 1) * size <= bytes.size(); i++) {
      if (out.size() > kLongestValue) return out + ", ...}";
      out += (i ? ", " : "") + write(type.element, bytes.subspan(i * size, size), depth + 1);
    }
    return out + "}";
  }

  // Whether it is printable up to a zero or the end.
  static bool is_text(std::span<const std::byte> bytes) {
    for (std::byte b : bytes) {
      if (b == std::byte{0}) break;
      if (!std::isprint(static_cast<unsigned char>(b)) && b != std::byte{'\n'} && b != std::byte{'\t'})
        return false;
    }
    return true;
  }

  static std::string text(std::span<const std::byte> bytes) {
    std::string out = "\"";
    for (std::byte b : bytes) {
      auto c = static_cast<unsigned char>(b);
      if (c == 0 || out.size() > kLongestValue) break;
      out += std::isprint(c) ? std::string(1, static_cast<char>(c)) : fmt::format("\\x{:02x}", c);
    }
    return out + "\"";
  }

  std::string members(const DebugType& type, std::span<const std::byte> bytes, int depth) const {
    if (depth >= kDeepest) return "{...}";
    std::string out = "{";
    for (const DebugMember& member : type.members) {
      if (out.size() > kLongestValue) return out + ", ...}";
      if (out.size() > 1) out += ", ";
      out += member.name + " = ";
      if (member.bit_size > 0) {
        out += bit_field(member, bytes);
        continue;
      }
      uint64_t size = size_of(program_, member.type);
      bool inside = member.offset <= bytes.size() && size <= bytes.size() - member.offset;
      out += inside ? write(member.type, bytes.subspan(member.offset, size), depth + 1) : "?";
    }
    return out + "}";
  }

  std::string bit_field(const DebugMember& member, std::span<const std::byte> bytes) const {
    uint64_t value = 0;
    for (unsigned bit = 0; bit < member.bit_size; bit++) {
      uint64_t at = 8 * member.offset + member.first_bit + bit;
      if (at / 8 >= bytes.size()) return "?";
      value |= uint64_t{static_cast<unsigned>(bytes[at / 8]) >> at % 8 & 1} << bit;
    }
    const DebugType* type = program_.debug.plain_type(member.type);
    return type ? scalar(*type, value, member.bit_size) : std::to_string(value);
  }

 public:
  static uint64_t size_of(const Program& program, uint32_t type, int depth = 0) {
    const DebugType* t = program.debug.plain_type(type);
    if (!t || depth > kDeepest) return 0;
    if (t->kind != TypeKind::array) return t->size;
    uint64_t element = size_of(program, t->element, depth + 1);
    return element != 0 && t->count > kLargest / element ? kLargest : element * t->count;
  }

 private:
  const Program& program_;
};

// One frame's view of the machine.
class Looker {
 public:
  Looker(const Machine& machine, const Program& program, int hart, const DebugFrame* frame)
      : machine_(machine), program_(program), hart_(hart), frame_(frame), writer_(program) {
    context_.memory = [this](uint64_t address, int size) { return memory(address, size); };
    if (!frame) return;
    context_.reg = [this](uint64_t number) -> std::optional<uint64_t> {
      auto found = frame_->registers.find(number);
      if (found == frame_->registers.end()) return std::nullopt;
      return found->second;
    };
    context_.frame_address = [this] { return frame_->frame_address; };
  }

  void set_function(const DebugScope& function) {
    context_.frame_base = [this, &function]() -> std::optional<uint64_t> {
      const std::vector<uint8_t>* expression = expression_at(function.frame_base, frame_->inside());
      if (!expression) return std::nullopt;
      LocationContext plain = context_;
      plain.frame_base = nullptr;
      std::optional<FoundPlace> place = evaluate(*expression, plain);
      if (!place) return std::nullopt;
      return place->kind == PlaceKind::in_register ? context_.reg(place->number) : place->number;
    };
  }

  VariableValue look(const DebugVariable& variable, int depth) const {
    VariableValue out;
    out.name = variable.name;
    out.type = program_.debug.type_text(variable.type);
    out.parameter = variable.parameter;
    out.depth = depth;
    out.size = Writer::size_of(program_, variable.type);
    out.value = "optimised away";
    const std::vector<uint8_t>* expression = expression_at(variable.locations, frame_ ? frame_->inside() : 0);
    if (!expression) return out;
    std::optional<FoundPlace> place = evaluate(*expression, context_);
    if (place) show(*place, variable.type, out);
    if (out.value.size() > kLongestValue) out.value = out.value.substr(0, kLongestValue - 3) + "...";
    return out;
  }

 private:
  std::optional<uint64_t> memory(uint64_t address, int size) const {
    uint64_t value = 0;
    auto bytes = std::as_writable_bytes(std::span(&value, 1)).first(static_cast<size_t>(size));
    if (!read_virtual(machine_, hart_, address, bytes)) return std::nullopt;
    return value;
  }

  void show(const FoundPlace& place, uint32_t type, VariableValue& out) const {
    Bytes bytes(std::min(out.size == 0 ? 8 : out.size, kLargest));
    std::optional<uint64_t> word = place.number;
    switch (place.kind) {
      case PlaceKind::memory:
        out.address = place.number;
        out.where = address_text(place.number, {});
        out.value = "not readable";
        if (!read_virtual(machine_, hart_, place.number, bytes)) return;
        break;
      case PlaceKind::bytes:
        out.where = "constant";
        bytes.assign(reinterpret_cast<const std::byte*>(place.bytes.data()),
                     reinterpret_cast<const std::byte*>(place.bytes.data()) + place.bytes.size());
        if (bytes.size() < out.size) return;
        break;
      case PlaceKind::in_register:
        out.where = register_name(place.number);
        word = context_.reg ? context_.reg(place.number) : std::nullopt;
        if (!word) return;
        [[fallthrough]];
      case PlaceKind::value:
        if (out.where.empty()) out.where = "constant";
        if (bytes.size() > 8) return;
        std::memcpy(bytes.data(), &*word, bytes.size());
        break;
    }
    out.known = true;
    out.value = writer_.write(type, bytes);
    add_text(type, bytes, out);
  }

  // What a char pointer points at.
  void add_text(uint32_t type, const Bytes& bytes, VariableValue& out) const {
    const DebugType* pointer = program_.debug.plain_type(type);
    const DebugType* to =
        pointer && pointer->kind == TypeKind::pointer ? program_.debug.plain_type(pointer->element) : nullptr;
    if (!to || to->kind != TypeKind::character) return;
    constexpr uint64_t kShown = 40;
    std::string text;
    for (uint64_t at = number_in(bytes); text.size() < kShown; at++) {
      auto c = memory(at, 1);
      if (!c || *c > 126 || (*c < 32 && *c != 0 && *c != '\n' && *c != '\t')) return;
      if (*c == 0) break;
      text += *c == '\n' ? "\\n" : *c == '\t' ? "\\t" : std::string(1, static_cast<char>(*c));
    }
    out.value += " \"" + text + (text.size() < kShown ? "\"" : "...\"");
  }

  std::string register_name(uint64_t number) const {
    const DebugRegisters& rows = machine_.isa().assembly->debug;
    if (number >= rows.words.size()) return "register " + std::to_string(number);
    for (const WordRow& row : machine_.isa().words) {
      if (row.word == rows.words[number]) return std::string(row.alias.empty() ? row.name : row.alias);
    }
    return "register " + std::to_string(number);
  }

  const Machine& machine_;
  const Program& program_;
  int hart_;
  const DebugFrame* frame_;
  Writer writer_;
  LocationContext context_;
};

}  // namespace

std::vector<VariableValue> variables_of(const Machine& machine, const Program& program, int hart,
                                        const DebugFrame& frame) {
  std::vector<const DebugScope*> scopes = program.debug.scopes_at(frame.inside());
  std::vector<VariableValue> out;
  if (scopes.empty()) return out;
  Looker looker(machine, program, hart, &frame);
  looker.set_function(*scopes.back());
  for (size_t depth = 0; depth < scopes.size(); depth++) {
    std::vector<VariableValue> here;
    for (const DebugVariable& variable : scopes[depth]->variables) {
      if (!variable.name.empty()) here.push_back(looker.look(variable, static_cast<int>(depth)));
    }
    std::stable_partition(here.begin(), here.end(), [](const VariableValue& v) { return !v.parameter; });
    std::move(here.begin(), here.end(), std::back_inserter(out));
  }
  return out;
}

std::vector<VariableValue> global_variables(const Machine& machine, const Program& program, int hart) {
  std::vector<VariableValue> out;
  Looker looker(machine, program, hart, nullptr);
  for (const DebugVariable& variable : program.debug.globals) out.push_back(looker.look(variable, 0));
  return out;
}

std::string to_text(const std::vector<VariableValue>& variables) {
  std::string text;
  for (const VariableValue& v : variables) {
    text += v.type + (v.type.ends_with('*') ? "" : " ") + v.name + (v.known ? " = " : ": ") + v.value;
    if (v.known && !v.where.empty()) text += "  (" + v.where + ")";
    text += "\n";
  }
  return text;
}

}  // namespace trapdoor
