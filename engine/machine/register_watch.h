// RegisterWatch: while it lives a device is called; at full detail it then tells which of the device's registers changed.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

class RegisterWatch {
 public:
  RegisterWatch(Machine& machine, int device, Who who) : machine_(machine), device_(device), who_(who) {
    if (machine_.trace.detail >= Detail::full) before_ = look();
  }
  ~RegisterWatch() {
    if (!before_.empty()) tell();
  }
  RegisterWatch(const RegisterWatch&) = delete;
  RegisterWatch& operator=(const RegisterWatch&) = delete;

 private:
  std::vector<uint64_t> look() const;
  void tell() const;

  Machine& machine_;
  int device_;
  Who who_;
  std::vector<uint64_t> before_;
};

}  // namespace trapdoor
