#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

#include "engine/cli/cli.h"
#include "engine/session/gdb_server.h"

namespace trapdoor::cli {
namespace {

constexpr Tick kSlice = 1'000'000;  // between two looks at the socket

// One connection on 127.0.0.1; -1 when there can be none.
int accept_one(int port) {
  int door = socket(AF_INET, SOCK_STREAM, 0);
  int yes = 1;
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(door, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(door, 1) != 0) {
    close(door);
    return -1;
  }
  std::fprintf(stderr, "trapdoor: waiting for a debugger: target remote :%d\n", port);
  int line = accept(door, nullptr, nullptr);
  close(door);
  if (line >= 0) setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return line;
}

bool send_all(int line, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = send(line, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void serve(int line, Session& session) {
  GdbServer server(session);
  size_t printed = 0;
  while (!server.finished()) {
    bool busy = server.waits() && !session.waiting();
    pollfd wanted{line, POLLIN, 0};
    if (poll(&wanted, 1, busy ? 0 : server.waits() ? 50 : -1) > 0) {
      char bytes[4096];
      ssize_t count = recv(line, bytes, sizeof bytes, 0);
      if (count <= 0 || !send_all(line, server.receive({bytes, static_cast<size_t>(count)}))) return;
    }
    if (server.waits()) session.advance(kSlice);
    const std::string& console = session.console();
    if (console.size() > printed) std::fwrite(console.data() + printed, 1, console.size() - printed, stdout);
    printed = console.size();
    std::fflush(stdout);
    if (!send_all(line, server.poll())) return;
  }
}

}  // namespace

int gdb(const std::vector<std::string>& files, const Target& target, int port) {
  auto opening = read_opening(files, target);
  Session session;
  if (!opening || !power_on(std::move(*opening), session)) return kBadInput;
  int line = accept_one(port);
  if (line < 0)
    return complain("--port " + std::to_string(port) + ": this port is taken, or may not be used");
  serve(line, session);
  close(line);
  return kFine;
}

}  // namespace trapdoor::cli
