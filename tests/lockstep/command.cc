#include "tests/lockstep/command.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace trapdoor::lockstep {
namespace {
constexpr int kTimeLimitMilliseconds = 60'000;
}

int run_command(const std::vector<std::string>& words, const std::string& errors_to) {
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_RDWR);
    int errors = open(errors_to.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(null, 0);
    dup2(null, 1);
    dup2(errors, 2);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  for (int waited = 0; waited < kTimeLimitMilliseconds; waited += 2) {
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child)
      return WIFEXITED(status) ? WEXITSTATUS(status) : kTookTooLong;
    usleep(2000);
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return kTookTooLong;
}

TemporaryFile::TemporaryFile() {
  const char* folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  path = std::string(folder) + "/trapdoor-test-XXXXXX";  // mkstemp fills in the XXXXXX
  descriptor = mkstemp(path.data());
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), path);
}

TemporaryFile::~TemporaryFile() {
  close(descriptor);
  unlink(path.c_str());
}

std::string TemporaryFile::text() const {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace trapdoor::lockstep
