// Cli: what the commands of `trapdoor` share. Each command is one file with one function that adds itself to
// the parser. Exit codes: 0 fine; 1 a check failed; 2 bad input, said on standard error; 3 a run that did not
// come to its end. `run` ends with the guest's own exit code when the guest switches the machine off.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/board.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"
#include "engine/session/lesson.h"
#include "engine/session/session.h"

namespace trapdoor::cli {

inline constexpr int kFine = 0, kFailed = 1, kBadInput = 2, kNotEnded = 3;

// Where a program is to run, and what goes with it.
struct Target {
  std::string board;  // as typed; empty: the lesson's, or riscv-virt
  std::string ram;    // as typed; empty: the board's own
  int harts = 0;
  std::vector<std::string> disks;            // FILE or DEVICE=FILE
  std::string bios, kernel, initrd, append;  // instead of a program: firmware, and what it starts
  std::vector<std::string> answer;           // of a lesson: files to take in the place of its start's
  // Null, with the reason on standard error, when there is no such thing.
  const Board* find(MachineOptions& options) const;
};

struct RunOptions {
  std::vector<std::string> files;
  Target target;
  Tick limit = kNever;
  std::string until, trace, input;
  std::string save, load;  // state files
};

struct TraceOptions {
  std::vector<std::string> files;
  Target target;
  Tick limit = 1'000'000;
  std::string format = "perfetto", output;
  bool full = false;
};

struct ExplainOptions {
  std::vector<std::string> files;
  Target target;
  Tick at = 0;
  std::string until, interrupt;
};

struct CheckOptions {
  std::vector<std::string> lessons;
  std::vector<std::string>
      answer;           // files or folders that a student handed in; empty: the lesson itself is checked
  std::string results;  // where the verdict on the answer is written as JSON
};

int run(const RunOptions&);
int explain(const ExplainOptions&);
int trace(const TraceOptions&);
int gdb(const std::vector<std::string>& files, const Target&, int port);
int assemble_to(const std::vector<std::string>& files, const Target&, const std::string& output);
int disassemble_file(const std::vector<std::string>& files, const Target&, bool plain);
int check(const CheckOptions&);
int new_lesson(const std::string& path);
int help(const std::string& topic, const Target&);

// The whole file; nothing, with the reason on standard error, when it cannot be read.
std::optional<std::string> read_file(const std::string& path);
bool write_file(const std::string& path, std::string_view bytes);
// A lesson's folder with all its files, and those of ../common.
std::optional<Files> read_folder(const std::string& path);

// What was handed in, by path: files by their names, folders with all that lies in them, but for links.
std::optional<Files> read_answer_files(const std::vector<std::string>& paths);

// One ELF file, or assembly sources that belong together. Nothing, with everything wrong on standard error,
// on failure.
std::optional<Program> read_program(const std::vector<std::string>& paths, const Board& board);

// A folder with a lesson.md, and nothing else.
bool is_lesson(const std::vector<std::string>& paths);
// A lesson as its page begins, with an answer's files if there are any: images wherever it says, on the machine it asks for,
// as far as the target leaves that open. Nothing, with everything wrong on standard error, on failure.
struct BuiltLesson {
  const Board* board = nullptr;
  MachineOptions options;
  Build build;
};
std::optional<BuiltLesson> build_lesson(const std::string& folder, const Target&);

// All that a machine begins with. Nothing, with everything wrong on standard error, on failure.
std::optional<Opening> read_opening(const std::vector<std::string>& files, const Target&);
// A machine with all of it, at tick 0; null, with the reason on standard error, when something does not fit.
std::unique_ptr<Machine> power_on(const Opening&);
bool power_on(Opening, Session&);

int complain(const std::string& message);    // "trapdoor: ..." on standard error; returns kBadInput
void print(const Diagnostics& diagnostics);  // on standard error
bool has_errors(const Diagnostics& diagnostics);

}  // namespace trapdoor::cli
