// Terminal: this process's standard input as the guest's keyboard.
#pragma once
#include <optional>
#include <string>

namespace trapdoor::cli {

class Terminal {
 public:
  Terminal();   // a tty gives every key at once and echoes nothing; ctrl-C still ends the program
  ~Terminal();  // as it was
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool is_tty() const { return tty_; }
  bool ended() const { return ended_; }  // nothing will come any more
  // What is there to be read; waits for it at most so long.
  std::string read(int wait_milliseconds);

 private:
  bool tty_ = false, ended_ = false;
};

}  // namespace trapdoor::cli
