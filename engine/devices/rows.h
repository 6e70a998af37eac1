// RegisterRows: register rows that repeat with a number, made once at first use.
#pragma once
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "engine/machine/device.h"

namespace trapdoor {

class RegisterRows {
 public:
  // Every `#` in name, symbol and help becomes the number.
  void add(uint32_t offset, uint8_t size, std::string_view name, std::string_view symbol,
           std::string_view access, std::string_view help, int number = 0) {
    rows_.push_back({offset, size, keep(name, number), keep(symbol, number), access, keep(help, number)});
  }
  std::span<const RegisterRow> rows() const { return rows_; }

 private:
  std::string_view keep(std::string_view text, int number) {
    std::string& kept = texts_.emplace_back();
    for (char c : text) {
      if (c == '#') {
        kept += std::to_string(number);
      } else {
        kept += c;
      }
    }
    return kept;
  }

  std::vector<RegisterRow> rows_;
  std::deque<std::string> texts_;  // a deque: growing it moves no string
};

}  // namespace trapdoor
