#include "engine/program/compiler_wire.h"

#include <algorithm>

namespace trapdoor {
namespace {

class Out {
 public:
  std::vector<uint8_t> bytes;
  void number(uint64_t value) {
    for (int i = 0; i < 4; i++) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  template <class Text>
  void text(const Text& of) {
    number(of.size());
    for (auto byte : of) bytes.push_back(static_cast<uint8_t>(byte));
  }
};

class In {
 public:
  explicit In(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  uint32_t number() {
    uint32_t value = 0;
    if (bytes_.size() - at_ < 4) at_ = bytes_.size();
    for (size_t i = 0; i < 4 && at_ < bytes_.size(); i++) value |= uint32_t{bytes_[at_++]} << (8 * i);
    return value;
  }
  template <class Text>
  Text text() {
    size_t size = std::min<size_t>(number(), bytes_.size() - at_);
    auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(at_);
    at_ += size;
    return Text(from, from + static_cast<std::ptrdiff_t>(size));
  }
  bool more() const { return at_ < bytes_.size(); }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
};

}  // namespace

std::vector<uint8_t> to_bytes(const CFiles& files, const std::string& name) {
  Out out;
  out.text(name);
  for (const auto& [path, text] : files) {
    out.text(path);
    out.text(text);
  }
  return std::move(out.bytes);
}

CompileRequest request_of(std::span<const uint8_t> bytes) {
  In in(bytes);
  CompileRequest request;
  request.name = in.text<std::string>();
  while (in.more()) {
    std::string path = in.text<std::string>();
    request.files[path] = in.text<std::string>();
  }
  return request;
}

std::vector<uint8_t> to_bytes(const Compiled& compiled) {
  Out out;
  out.text(compiled.object);
  out.number(compiled.used.size());
  for (const std::string& name : compiled.used) out.text(name);
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    out.text(diagnostic.file);
    out.number(static_cast<uint64_t>(diagnostic.line));
    out.number(static_cast<uint64_t>(diagnostic.column));
    out.text(diagnostic.message);
    out.text(diagnostic.hint);
    out.number(diagnostic.severity == Severity::error ? 1 : 0);
  }
  return std::move(out.bytes);
}

Compiled compiled_of(std::span<const uint8_t> bytes) {
  In in(bytes);
  Compiled compiled;
  compiled.object = in.text<std::vector<uint8_t>>();
  for (uint32_t count = in.number(); count > 0 && in.more(); count--)
    compiled.used.push_back(in.text<std::string>());
  while (in.more()) {
    Diagnostic diagnostic;
    diagnostic.file = in.text<std::string>();
    diagnostic.line = static_cast<int>(in.number());
    diagnostic.column = static_cast<int>(in.number());
    diagnostic.message = in.text<std::string>();
    diagnostic.hint = in.text<std::string>();
    diagnostic.severity = in.number() != 0 ? Severity::error : Severity::warning;
    compiled.diagnostics.push_back(std::move(diagnostic));
  }
  return compiled;
}

}  // namespace trapdoor
