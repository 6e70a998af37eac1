#include "engine/cli/terminal.h"

#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

namespace trapdoor::cli {
namespace {

// Kept where a signal handler finds it.
termios saved;
bool changed = false;

void restore() {
  if (changed) tcsetattr(STDIN_FILENO, TCSANOW, &saved);
  changed = false;
}

void leave(int signal_number) {
  restore();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

}  // namespace

Terminal::Terminal() : tty_(isatty(STDIN_FILENO)) {
  if (!tty_ || tcgetattr(STDIN_FILENO, &saved) != 0) return;
  termios raw = saved;
  raw.c_lflag &= static_cast<tcflag_t>(~(ICANON | ECHO));
  raw.c_iflag &= static_cast<tcflag_t>(~ICRNL);
  changed = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
  signal(SIGINT, leave);
  signal(SIGTERM, leave);
}

Terminal::~Terminal() { restore(); }

std::string Terminal::read(int wait_milliseconds) {
  pollfd wanted{STDIN_FILENO, POLLIN, 0};
  if (ended_ || poll(&wanted, 1, wait_milliseconds) <= 0) return {};
  char bytes[256];
  ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
  if (count <= 0) ended_ = true;
  return count > 0 ? std::string(bytes, static_cast<size_t>(count)) : std::string();
}

}  // namespace trapdoor::cli
