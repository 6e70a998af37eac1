#include "ui/figures/figures.h"

namespace trapdoor {
namespace {

constexpr FigureRow kFigures[] = {
    {"datapath", "One tick of the processor",
     "The program counter says which instruction to fetch. What it does selects the next program counter and the next "
     "mode. The path taken in the tick that just ran is lit.",
     draw_datapath},
    {"trap-anatomy", "Anatomy of the last trap",
     "Everything the hardware did in the one tick in which it crossed into the handler, in order. Drag the slider to do "
     "it slowly.",
     draw_trap_anatomy},
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
