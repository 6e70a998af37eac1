#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <exception>
#include <functional>

#include "engine/cli/cli.h"

namespace trapdoor::cli {
namespace {

// What is to run, and on what: the same for all commands that run something.
// CLI11 lets a number below 0 or too large wrap round, and takes a value of nothing.
CLI::Option* needs(CLI::Option* option, std::function<bool(const std::string&)> good, std::string expected) {
  return option->check(CLI::Validator(
      [good = std::move(good), expected = std::move(expected)](std::string& typed) {
        return good(typed) ? std::string() : "expected " + expected;
      },
      ""));
}

bool is_number(const std::string& typed, uint64_t most) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), value);
  return error == std::errc() && end == typed.data() + typed.size() && value <= most;
}

void needs_ticks(CLI::Option* option) {
  needs(
      option, [](const std::string& typed) { return is_number(typed, kNever); },
      "a number of ticks from 0 on, such as 100000");
}

void needs_match(CLI::Option* option) {
  needs(
      option, [](const std::string& typed) { return !typed.empty(); },
      "what to wait for, such as \"trap cause=timer\" (see: trapdoor help matches)");
}

void add_program(CLI::App& command, std::vector<std::string>& files, Target& target) {
  command.add_option(
      "file", files,
      "a folder, a lesson's too, an ELF file, or C and assembly sources (.c, .S) that belong together");
  command.add_option("--board", target.board, "the board to run on (default: riscv-virt, or the lesson's)");
  command.add_option("--answer", target.answer,
                     "files, or a folder of them, in the place of the lesson's start");
  command.add_option("--ram", target.ram, "size of the RAM, such as 16M (default: the board's)");
  needs(
      command.add_option("--harts", target.harts, "number of processors (default: the board's)"),
      [](const std::string& typed) { return typed != "0" && is_number(typed, kMaxHarts); },
      "a number from 1 to " + std::to_string(kMaxHarts));
  command.add_option(
      "--disk", target.disks,
      "FILE is the virtio disk; or DEVICE=FILE, such as disk0=boot.img. The file itself never changes");
  command.add_option("--bios", target.bios,
                     "firmware to start instead of a program, such as OpenSBI's fw_jump.bin");
  command.add_option("--kernel", target.kernel, "what the firmware starts, such as Linux's Image");
  command.add_option("--initrd", target.initrd, "the kernel's initial file system");
  command.add_option("--append", target.append, "the kernel's command line");
}

void add_run(CLI::App& app, RunOptions& options, int& code) {
  CLI::App* command = app.add_subcommand("run", "Run a program; its serial line is this terminal");
  add_program(*command, options.files, options.target);
  needs_ticks(command->add_option("--limit", options.limit,
                                  "stop after so many ticks (one tick is one instruction)"));
  needs_match(
      command->add_option("--until", options.until, "stop when this happens (see: trapdoor help matches)"));
  command->add_option("--trace", options.trace,
                      "show these on standard error, separated by commas: trap,return,wire");
  command->add_option(
      "--input", options.input,
      "what comes from outside, each at its tick: '1200 key \"ls\\n\"; 5000 flaw user-timer on'\n"
      "(key, poke, set, flaw; see: trapdoor help commands)");
  command->add_option("--save", options.save, "write the state to this file where the run ends or stops");
  command->add_option("--load", options.load,
                      "go on from a saved state of the same program and machine (see: trapdoor help states)");
  command->footer(
      "The exit code is the guest's own when it switches the machine off, 3 when the run does not come to "
      "its end,\n"
      "2 for bad input. Examples:\n"
      "  trapdoor run hello.S\n"
      "  trapdoor run boot.S kernel.c\n"
      "  trapdoor run lessons/04-pages --answer lessons/04-pages/solution\n"
      "  trapdoor run kernel.elf --harts 2 --ram 16M\n"
      "  trapdoor run kernel.S user.S --trace \"trap,store at=TIMER_COMPARE\" --limit 100000\n"
      "  trapdoor run kernel.elf --until \"syscall from=U\"\n"
      "  trapdoor run kernel.elf --limit 5000000 --save booted.state\n"
      "  trapdoor run kernel.elf --load booted.state\n"
      "  trapdoor run --bios fw_jump.bin --kernel Image --initrd root.cpio --append console=ttyS0");
  command->callback([&] { code = run(options); });
}

void add_trace(CLI::App& app, TraceOptions& options, int& code) {
  CLI::App* command =
      app.add_subcommand("trace", "Run a program and write what happened, for other tools to open");
  add_program(*command, options.files, options.target);
  command->add_option("--format", options.format, "perfetto, json or vcd")->capture_default_str();
  needs_ticks(
      command->add_option("--limit", options.limit, "stop after so many ticks")->capture_default_str());
  command->add_option("-o,--output", options.output, "where to write (default: standard output)");
  command->add_flag("--full", options.full, "every instruction, load, store and register, too");
  command->footer(
      "In perfetto's format each hart is a track, and the modes it is in are slices on it; devices have a "
      "track of their\n"
      "own, and wires are counters. One tick is one microsecond there.\n"
      "Examples:\n"
      "  trapdoor trace kernel.elf -o trace.json               open it in ui.perfetto.dev\n"
      "  trapdoor trace kernel.S --format vcd -o wires.vcd     open it in a wave viewer\n"
      "  trapdoor trace kernel.S --format json --full          one object a line");
  command->callback([&] { code = trace(options); });
}

void add_explain(CLI::App& app, ExplainOptions& options, int& code) {
  CLI::App* command =
      app.add_subcommand("explain", "Say why each interrupt is taken or not at one moment of a run");
  add_program(*command, options.files, options.target);
  needs_ticks(command->add_option("--at", options.at,
                                  "the moment: after so many ticks; with --until, not later than that"));
  needs_match(command->add_option("--until", options.until,
                                  "the moment: when this happens (see: trapdoor help matches)"));
  command->add_option("--interrupt", options.interrupt,
                      "only this one, such as timer (see: trapdoor help causes)");
  command->footer(
      "Each gate from the device to the handler is shown open or closed, then when the interrupt was taken "
      "last and\n"
      "when it will be taken next. Examples:\n"
      "  trapdoor explain kernel.S --at 100000\n"
      "  trapdoor explain kernel.S --until \"wire wire=clint.MTI0 value=1\" --interrupt machine-timer");
  command->callback([&] { code = explain(options); });
}

// What asm, dis and gdb are told.
struct FileOptions {
  std::vector<std::string> files;
  Target target;
  std::string output = "a.elf";
  bool plain = false;
  int port = 1234;
};

void add_file_commands(CLI::App& app, FileOptions& options, int& code) {
  CLI::App* asm_command = app.add_subcommand("asm", "Assemble sources into an ELF file");
  asm_command->add_option("file", options.files, "assembly sources (.S) that belong together")->required();
  asm_command->add_option("-o,--output", options.output, "the ELF file")->capture_default_str();
  asm_command->add_option("--board", options.target.board,
                          "for whose CPU and addresses (default: riscv-virt)");
  asm_command->footer("Example:\n  trapdoor asm kernel.S user.S -o kernel.elf");
  asm_command->callback([&] { code = assemble_to(options.files, options.target, options.output); });

  CLI::App* build = app.add_subcommand("build", "Compile, assemble and link sources into an ELF file");
  build->add_option("source", options.files, "a folder, or C and assembly sources and objects (.c, .S, .o)")
      ->required();
  build->add_option("-o,--output", options.output, "the ELF file")->capture_default_str();
  build->add_option("--board", options.target.board,
                    "for whose CPU and addresses (default: riscv-virt, or the lesson's)");
  build->footer(
      "Of a folder, the source that defines _start stands first; with a lesson.md, its images say what there "
      "is.\n"
      "Examples:\n"
      "  trapdoor build kernel -o kernel.elf\n"
      "  trapdoor build boot.S kernel.c -o kernel.elf");
  build->callback([&] { code = assemble_to(options.files, options.target, options.output); });

  CLI::App* dis = app.add_subcommand("dis", "Show a program's instructions");
  dis->add_option("file", options.files, "an ELF file, or assembly sources")->required();
  dis->add_option("--board", options.target.board, "for whose CPU (default: riscv-virt)");
  dis->add_flag("--plain", options.plain, "no pseudo-instructions: jalr zero, 0(ra) instead of ret");
  dis->callback([&] { code = disassemble_file(options.files, options.target, options.plain); });

  CLI::App* gdb_command = app.add_subcommand("gdb", "Wait for a debugger that speaks GDB's remote protocol");
  add_program(*gdb_command, options.files, options.target);
  gdb_command->add_option("--port", options.port, "on 127.0.0.1")
      ->capture_default_str()
      ->check(CLI::Range(1, 65535));
  gdb_command->footer(
      "Then, in another terminal: gdb-multiarch kernel.elf -ex \"target remote :1234\"\n"
      "reverse-step, reverse-continue and watch work; `monitor help` lists the session's commands.");
  gdb_command->callback([&] { code = gdb(options.files, options.target, options.port); });
}

void add_check(CLI::App& app, CheckOptions& options, int& code) {
  CLI::App* command = app.add_subcommand(
      "check", "Try a lesson's checks on a student's answer; or prove that lessons do what lessons must");
  command
      ->add_option("lesson", options.lessons, "a lesson's folder; without --answer also a folder of lessons")
      ->required();
  command->add_option("--answer", options.answer, "what a student handed in: files, or a folder of them");
  command->add_option("--results", options.results,
                      "write the verdict on the answer as JSON, as Gradescope's results.json");
  command->footer(
      "With --answer: the checks of the page, on the files that a student may change; all others are the "
      "lesson's own. What\n"
      "was handed in beside them is left out, and said so. Exit code 0: all checks passed; 1: some failed, "
      "or it "
      "does not build.\n"
      "Without: the start fails, the solution passes, and every name in the lesson exists. Examples:\n"
      "  trapdoor check lessons/05-timer --answer kernel.S\n"
      "  trapdoor check lessons/05-timer --answer submission --results results.json\n"
      "  trapdoor check lessons");
  command->callback([&] { code = check(options); });
}

int parse(int argc, char** argv) {
  CLI::App app{
      "Trapdoor: a machine you can open. It runs programs for dual-mode CPUs, shows every crossing between "
      "user and\n"
      "kernel mode, and checks lessons about them.",
      "trapdoor"};
  app.footer(
      "Examples:\n"
      "  trapdoor run hello.S                            assemble and run; the serial line is this terminal\n"
      "  trapdoor run kernel.elf --trace trap,return     also show every trap and every return\n"
      "  trapdoor run k.S --until \"trap cause=timer\"      stop at the first timer interrupt\n"
      "  trapdoor check lessons/05-timer --answer mine   is it solved? The page's checks, on a student's "
      "files\n"
      "  trapdoor check lessons                          is it a lesson? Starts fail, solutions pass\n"
      "  trapdoor build kernel -o kernel.elf             C and assembly, compiled and linked; trapdoor dis "
      "shows it\n"
      "  trapdoor trace kernel.S -o trace.json           a run to look at in ui.perfetto.dev\n"
      "  trapdoor explain kernel.S --at 5000             why is my interrupt (not) taken?\n"
      "  trapdoor gdb kernel.elf --port 1234             a debugger may come, and go back in time\n"
      "  trapdoor new lesson lessons/20-mine             a lesson to begin with\n"
      "  trapdoor help matches                           what --until, --trace and checks understand");
  int code = kFine;
  RunOptions run_options;
  add_run(app, run_options, code);
  TraceOptions trace_options;
  add_trace(app, trace_options, code);
  ExplainOptions explain_options;
  add_explain(app, explain_options, code);
  FileOptions file_options;
  add_file_commands(app, file_options, code);

  CheckOptions check_options;
  add_check(app, check_options, code);

  std::string folder;
  CLI::App* new_command = app.add_subcommand("new", "Begin something");
  new_command->require_subcommand(1);
  CLI::App* lesson =
      new_command->add_subcommand("lesson", "A lesson's folder that works, to be changed into yours");
  lesson->add_option("folder", folder, "where, such as lessons/20-mine")->required();
  lesson->callback([&] { code = new_lesson(folder); });

  std::string topic;
  Target of;
  CLI::App* help_command = app.add_subcommand(
      "help", "What the words mean: commands, matches, causes, registers, devices, boards, states");
  help_command->add_option("topic", topic, "commands, matches, causes, registers, devices, boards or states")
      ->required();
  help_command->add_option("--board", of.board, "whose (default: riscv-virt)");
  help_command->callback([&] { code = help(topic, of); });

  app.require_subcommand(0, 1);
  app.allow_extras();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kBadInput;
  }
  if (!app.get_subcommands().empty() && app.remaining().empty()) return code;
  if (app.remaining().empty()) {
    std::fputs(app.help().c_str(), stderr);
    return kBadInput;
  }
  return complain("there is no command `" + app.remaining().front() + "`; trapdoor --help lists them");
}

}  // namespace
}  // namespace trapdoor::cli

int main(int argc, char** argv) {
  // What is left to throw is the standard library's: no memory, mostly.
  try {
    return trapdoor::cli::parse(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "trapdoor: %s\n", e.what());
    return trapdoor::cli::kBadInput;
  }
}
