// LinkErrors: what is wrong with a link, at the lines that addresses come from.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "engine/program/linker.h"

namespace trapdoor::linking {

class LinkErrors {
 public:
  // Both may still change; they are only looked at when something is reported.
  LinkErrors(std::span<const ObjectFile> objects, Linked& out) : objects_(objects), out_(out) {}

  void report(std::string file, int line, std::string message, std::string hint = "",
              Severity severity = Severity::error);
  // At the line of the program that has this address; without lines, at the object.
  void report_at(size_t object, uint64_t address, std::string message, std::string hint = "");

 private:
  std::span<const ObjectFile> objects_;
  Linked& out_;
};

}  // namespace trapdoor::linking
