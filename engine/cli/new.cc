#include <cstdio>
#include <filesystem>

#include "engine/cli/cli.h"

namespace trapdoor::cli {
namespace {

constexpr std::string_view kLesson = R"(+++
id = "NAME"
title = "A program says hello"
slides = []
board = "riscv-virt"
panels = ["source", "registers", "console", "timeline"]
files = ["program.S"]
limit = 100_000
+++
One or two sentences: what is this about, and what will the reader see?

## Look

[Run the program](<do:run>) and look at the [console](<panel:console>). It says one letter. Where does it come from?

## Change it

Let the program say `hi` before it switches the machine off.

```check
expect console text="hi"   "The console does not say hi. Which byte is stored at UART_DATA?"
refuse exception           "The program did something that the hardware refuses. What stands in the list of traps?"
```
```hint
The letter h is one number. How does i differ from it?
```
)";

constexpr std::string_view kStart = R"(# Says a letter and switches the machine off.
_start:
        li      t0, UART0_BASE
        li      t1, 'h'
        sb      t1, 0(t0)
        li      t0, POWER_BASE
        li      t1, 0x5555
        sw      t1, 0(t0)
stop:   j       stop
)";

constexpr std::string_view kSolution = R"(# Says two letters and switches the machine off.
_start:
        li      t0, UART0_BASE
        li      t1, 'h'
        sb      t1, 0(t0)
        li      t1, 'i'
        sb      t1, 0(t0)
        li      t0, POWER_BASE
        li      t1, 0x5555
        sw      t1, 0(t0)
stop:   j       stop
)";

}  // namespace

int new_lesson(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path folder(path);
  std::string name = folder.filename().string();
  if (name.empty()) return complain("a lesson needs a name: trapdoor new lesson lessons/20-mine");
  if (fs::exists(folder, error)) return complain(path + " exists already; nothing was changed");
  fs::create_directories(folder / "start", error);
  fs::create_directories(folder / "solution", error);
  std::string text(kLesson);
  text.replace(text.find("NAME"), 4, name);
  bool good = write_file((folder / "lesson.md").string(), text) &&
              write_file((folder / "start/program.S").string(), kStart) &&
              write_file((folder / "solution/program.S").string(), kSolution);
  if (!good) return kBadInput;
  std::printf("%s: a lesson that works. Change it, then: trapdoor check %s\n", path.c_str(), path.c_str());
  return kFine;
}

}  // namespace trapdoor::cli
