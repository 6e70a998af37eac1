#include "ui/figures/figures.h"

namespace trapdoor {
namespace {

constexpr FigureRow kFigures[] = {
    {"datapath", "Processor",
     "The program counter says which instruction to fetch. What it does selects the next program counter and "
     "the next "
     "mode. The path taken in the tick that just ran is lit.",
     draw_datapath},
    {"trap-anatomy", "Trap",
     "Everything the hardware did in the one tick in which it crossed into the handler, in order. Drag the "
     "slider to do "
     "it slowly.",
     draw_trap_anatomy},
    {"gates", "Gates",
     "Every gate between a device and the handler, open or closed. An interrupt is taken when all of its "
     "gates are open.",
     draw_gates},
    {"protection", "Protection",
     "The address that the processor used last, through the page table level by level, to a place in memory "
     "or to an "
     "exception.",
     draw_protection},
    {"system-call-path", "System call",
     "The way of the last system call: out of the user program, through the kernel, and back. Click a step "
     "to go there.",
     draw_system_call_path},
    {"cost", "Cost", "Where the ticks went so far, and what each sort of trap costs.", draw_cost},
};

}  // namespace

std::span<const FigureRow> figures() { return kFigures; }

const FigureRow* find_figure(std::string_view name) {
  for (const FigureRow& row : kFigures) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace trapdoor
