#include "ui/panels/panels.h"

namespace trapdoor {
namespace {

constexpr PanelRow kPanels[] = {
    {"console", "Console",
     "What the program printed, and a line to type to it. Keys go in at the tick you see.", draw_console},
    {"traps", "Traps",
     "Every time control crossed into a handler, in order. Click one to go to the moment just after it.",
     draw_traps},
    {"source", "Source",
     "The program as written, with the line that runs next. Click beside a line number to stop there.",
     draw_source},
    {"disassembly", "Disassembly", "The instructions as they stand in memory around the program counter.",
     draw_disassembly},
    {"memory", "Memory", "The bytes in memory, at physical addresses or as the program sees them.",
     draw_memory},
    {"page-table", "Page table",
     "How an address becomes a place in memory: each level of the walk, and what the entry allows.",
     draw_page_table},
    {"devices", "Devices",
     "Each device with its registers, read without disturbing it, at the addresses where programs find them.",
     draw_devices},
    {"wires", "Wires", "The wires between the parts of the board, and which of them are raised now.",
     draw_wires},
    {"why", "Why?",
     "Why is an interrupt taken or not? Every gate between a device and the handler, open or closed.",
     draw_why},
    {"changes", "Changes",
     "All that the last tick changed, in order: registers, fields, memory, devices, and who did it.",
     draw_changes},
    {"stack", "Stack",
     "Who called whom, and the words on the stack. What changed since the last stop is lit.", draw_stack},
    {"breakpoints", "Breakpoints",
     "What the machine stops at: instructions, traps, memory accesses, wires. All are written in one "
     "language.",
     draw_breakpoints},
    {"watch", "Watch", "Registers and memory words that you want to keep an eye on.", draw_watch},
    {"flaws", "Flaws", "Protections of the hardware, each with a switch that takes it away.", draw_flaws},
    {"command", "Command",
     "Every command as a line of text, with its answer. Buttons and keys send the same ones.", draw_command},
    {"registers", "Registers", "The general registers. What changed since the last stop is lit.",
     draw_registers},
    {"control", "Control",
     "The control registers that decide about modes, traps and memory. Click one to see its fields.",
     draw_control},
    {"timeline", "Timeline",
     "The run so far, a lane for each mode. Every crossing is a line. Drag to travel in time, turn the wheel "
     "to zoom.",
     draw_timeline},
    {"lesson", "Lesson", "The lesson's text, its checks and its hints.", draw_lesson, false},
    {"editor", "Editor", "The lesson's files, to be changed and run again.", draw_editor, false},
};

}  // namespace

std::span<const PanelRow> panels() { return kPanels; }

const PanelRow* find_panel(std::string_view name) {
  for (const PanelRow& row : kPanels) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace trapdoor
