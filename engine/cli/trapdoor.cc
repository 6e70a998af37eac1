#include "engine/cli/cli.h"

int main(int argc, char** argv) {
  using namespace trapdoor::cli;
  CLI::App app{
      "Trapdoor: a machine you can open. It runs programs for dual-mode CPUs, shows every crossing between "
      "user and\n"
      "kernel mode, and checks lessons about them.",
      "trapdoor"};
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  trapdoor run hello.S                            assemble and run; the serial line is this terminal\n"
      "  trapdoor run kernel.elf --trace trap,return     also show every trap and every return\n"
      "  trapdoor run k.S --until \"trap cause=timer\"      stop at the first timer interrupt\n"
      "  trapdoor check lessons                          starts fail, solutions pass\n"
      "  trapdoor new lesson lessons/20-mine             a lesson to begin with\n"
      "  trapdoor help matches                           what --until, --trace and checks understand");
  Outcome outcome;
  add_run(app, outcome);
  add_check(app, outcome);
  add_new(app, outcome);
  add_help(app, outcome);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kBadInput;
  }
  return outcome.code;
}
