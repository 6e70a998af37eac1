// Targets: what a person, a lesson or a debugger says to a session.
#include <algorithm>

#include "engine/boards/boards.h"
#include "engine/program/assembler.h"
#include "engine/session/gdb_server.h"
#include "engine/session/lesson.h"
#include "engine/session/match.h"
#include "engine/session/session.h"
#include "tests/fuzz/rows.h"

namespace trapdoor::fuzz {
namespace {

constexpr const char* kGuest =
    "_start: la t0, handler\n csrw mtvec, t0\n la s1, counter\n1: addi s0, s0, 1\n sd s0, 0(s1)\n ecall\n j "
    "1b\n"
    ".align 2\nhandler: csrr t1, mepc\n addi t1, t1, 4\n csrw mepc, t1\n li t2, UART0_BASE\n li t3, 'x'\n sb "
    "t3, 0(t2)\n"
    " mret\n.data\ncounter: .dword 0\n";

Program guest() {
  AssemblerOptions options;
  for (const Symbol& symbol : device_symbols(*find_board("riscv-virt")))
    options.symbols.emplace_back(symbol.name, symbol.address);
  std::vector<Source> sources{{"guest.S", kGuest}};
  return assemble(*find_board("riscv-virt")->isa, sources, options).program;
}

void open(Session& session) {
  static const Program program = guest();
  Diagnostics diagnostics;
  MachineOptions options;
  options.ram_size_bytes = 1 << 20;
  fuzz_require(session.open_program(program, "riscv-virt", options, diagnostics), "the guest loads");
}

const Machine& machine() {
  static const Machine one(*find_board("riscv-virt"), {1 << 20, 2});
  return one;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

void lesson(Bytes bytes) {
  if (bytes.size() > 20'000) return;
  Files files{{"lesson.md", std::string(text_of(bytes))},
              {"start/program.S", "_start: j _start\n"},
              {"solution/program.S", "_start: nop\n"},
              {"start/kernel.S", "nop\n"},
              {"start/user.S", "nop\n"},
              {"../common/kernel.S", "nop\n"}};
  Diagnostics diagnostics;
  std::optional<Lesson> lesson = Lesson::parse(files, diagnostics);
  bool errors = std::any_of(diagnostics.begin(), diagnostics.end(),
                            [](const Diagnostic& d) { return d.severity == Severity::error; });
  fuzz_require(lesson.has_value() != errors, "a lesson is there exactly when there is no error");
  for (const Diagnostic& diagnostic : diagnostics)
    fuzz_require(!diagnostic.message.empty(), "a diagnostic has a text");
}

Seeds lesson_seeds() {
  Seeds seeds{
      "+++\nid = \"x\"\ntitle = \"y\"\nboard = \"riscv-virt\"\nfiles = [\"program.S\"]\n+++\nText.\n\n## "
      "Step\n```check\nexpect "
      "trap cause=timer count>=2 within 20000 \"No.\"\n```\n```hint\nLook.\n```\n[go](do:run)\n"};
  for (const std::string& file : lesson_files()) {
    if (file.ends_with("lesson.md")) seeds.push_back(file_text(file));
  }
  return seeds;
}

void match(Bytes bytes) {
  static const Program program = guest();
  std::string_view text = text_of(bytes.first(std::min<size_t>(bytes.size(), 500)));
  for (const Program* names : {&program, static_cast<const Program*>(nullptr)}) {
    Diagnostic error;
    std::optional<Match> match = Match::parse(text, machine(), names, error);
    for (size_t cursor : {size_t{0}, text.size() / 2, text.size()})
      complete_match(text, cursor, machine(), names);
    find_address(text, machine(), names);
    if (!match) {
      fuzz_require(!error.message.empty() && error.column >= 0, "a refusal says why and where");
      continue;
    }
    fuzz_require(Match::parse(match->text(), machine(), names, error).has_value(),
                 "a match's own text is a match");
    Event event{};
    for (uint8_t kind = 0; kind <= static_cast<uint8_t>(EventKind::fetch); kind++) {
      event.kind = static_cast<EventKind>(kind);
      event.what = kind;
      event.address = 0x80000000u + kind;
      (*match)(event, "some text");
    }
  }
}

Seeds match_seeds() {
  return {"trap cause=timer from=U to=S",
          "store at=TIMER_COMPARE from!=M",
          "exec pc=_start+4",
          "console text=\"hello\\n\"",
          "load at=0x80000000..0x80000fff value=5",
          "word word=mepc hart=0",
          "wire wire=uart0.irq",
          "interrupt hart=1"};
}

void commands(Bytes bytes) {
  Session session;
  open(session);
  int left = 20;
  for (std::string_view line : lines_of(text_of(bytes.first(std::min<size_t>(bytes.size(), 1000))))) {
    if (left-- == 0) break;
    CommandResult result = session.apply(line);
    fuzz_require(result.ok || !result.message.empty(), "a command that fails says why");
    session.complete(line, line.size() / 2);
    session.advance(2000);
  }
  fuzz_require(session.machine().now() <= session.end(), "now is not after the end");
}

Seeds command_seeds() {
  return {"break trap cause=ecall-m\nrun\nback 3\nwho-wrote counter\nseek 5\nset a0 7\nrun\n",
          "flaw privilege\nstep 10\nreset\nstep\n",
          "run-until console text=\"xx\"\nprevious-trap\nback-run\nkey \"a\\n\"\nstep 5\nbranch branch 1\n",
          "poke 0x80000100 13 05 10 00\nbreak store at=counter\nrun\nwho-reads counter\ndisable "
          "1\nback-until trap\n"};
}

void debugger(Bytes bytes) {
  Session session;
  open(session);
  GdbServer server(session);
  std::string_view text = text_of(bytes.first(std::min<size_t>(bytes.size(), 2000)));
  for (size_t at = 0; at < text.size() && !server.finished();) {
    size_t end = std::min(text.find('\n', at), text.size());  // a newline: bytes arrive in pieces
    server.receive(text.substr(at, end - at));
    at = end + 1;
    session.advance(2000);
    server.poll();
  }
}

Seeds debugger_seeds() {
  auto packet = [](std::string body) {
    unsigned sum = 0;
    for (char c : body) sum += static_cast<unsigned char>(c);
    char check[4];
    std::snprintf(check, sizeof check, "#%02x", sum & 255);
    return "+$" + body + check;
  };
  std::string all, each;
  for (const char* body : {"qSupported:xmlRegisters=i386",
                           "?",
                           "g",
                           "p20",
                           "P20=0000008000000000",
                           "m80000000,40",
                           "M80000000,4:13000000",
                           "Z0,80000008,4",
                           "c",
                           "bc",
                           "s",
                           "bs",
                           "Z2,80000040,8",
                           "z0,80000008,4",
                           "Hg1",
                           "T1",
                           "qfThreadInfo",
                           "qThreadExtraInfo,1",
                           "qRcmd,73746570",
                           "qXfer:features:read:target.xml:0,100",
                           "vCont?",
                           "D"})
    all += packet(body) + "\n";
  return {all, packet("g") + packet("m80000000,4"), packet("c") + "\n\x03\n" + packet("g")};
}

}  // namespace trapdoor::fuzz
