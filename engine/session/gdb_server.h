// Gdb server: a session, spoken to in GDB's remote serial protocol. No socket here: bytes in, bytes out.
// Models: "Debugging with GDB", appendix E: g G p P m M c s bc bs Z z ? H T q v k D, no-ack mode is not offered.
// Harts are threads. Addresses are the ones the running hart would use: virtual where it runs under paging.
// `monitor COMMAND` is a Session command.
// Laws: 1. Any bytes are answered or ignored; none crash. 2. Going back is as exact as Session's.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session/session.h"

namespace trapdoor {

class GdbServer {
 public:
  // Requires that the session has a machine, and outlives this.
  explicit GdbServer(Session&);

  // What the debugger sent; the answer, ready to be sent back.
  std::string receive(std::string_view bytes);
  // True while the debugger waits for the guest to stop: then Session::advance is to be called, and after it this.
  bool waits() const { return waits_; }
  // The news that the guest has stopped; empty while it runs.
  std::string poll();
  bool finished() const { return finished_; }  // the debugger has left

 private:
  std::string handle(std::string_view packet);
  std::string query(std::string_view packet);
  std::string registers() const;
  std::string read_register(std::string_view number) const;
  std::string write_register(std::string_view packet);
  std::string read_memory(std::string_view packet) const;
  std::string write_memory(std::string_view packet);
  std::string change_breakpoint(std::string_view packet);
  std::string resume(std::string_view command);
  std::string stop_reply() const;
  std::string monitor(std::string_view hex);
  std::string target_description() const;
  std::optional<uint64_t> physical(uint64_t address, AccessKind kind) const;
  const Machine& machine() const { return session_.machine(); }
  int hart() const { return thread_ ? thread_ - 1 : machine().running_hart(); }

  // What a register number of the protocol means: a word, or some bits of one.
  struct Register {
    uint16_t word = 0;
    WordGroup group = WordGroup::general;
    std::string name;
    std::string_view type = "int";  // GDB's
    int shift = 0;
    uint64_t mask = ~uint64_t{0};
  };
  struct Breakpoint {
    std::string key;  // "1,80000000,4"
    int stopper = 0;
  };

  Session& session_;
  std::vector<Register> registers_;
  std::vector<Breakpoint> breakpoints_;
  std::string input_;
  int thread_ = 0;  // of H; 0: any
  bool waits_ = false, finished_ = false;
  bool backwards_ = false;
};

}  // namespace trapdoor
