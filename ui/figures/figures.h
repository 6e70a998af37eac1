// Figures: the lecture's pictures, drawn from the machine's state and events, never from a script. One row each.
// Laws: 1. A figure fits the rectangle it is given, from 320 by 200 logical pixels up. 2. Every word in it that stands for
//          something in the machine is an item with a name and an explanation.
#pragma once
#include <span>
#include <string_view>

#include "ui/state.h"
#include "ui/view.h"

namespace trapdoor {

struct Area {
  ImVec2 low, high;
  float width() const { return high.x - low.x; }
  float height() const { return high.y - low.y; }
};

struct FigureRow {
  std::string_view name;   // as lessons write it; screen_names.h has other spellings
  std::string_view title;  // short: a tab
  std::string_view help;
  void (*draw)(const View&, UiState&, Wishes&, Area);
};

std::span<const FigureRow> figures();
const FigureRow* find_figure(std::string_view name);

void draw_address_spaces(const View&, UiState&, Wishes&, Area);
void draw_boot(const View&, UiState&, Wishes&, Area);
// In place of a figure of single moments while time runs too fast to follow: how often traps happen.
void draw_too_fast(const View&, UiState&, Wishes&, Area);
void draw_cost(const View&, UiState&, Wishes&, Area);
void draw_datapath(const View&, UiState&, Wishes&, Area);
void draw_device_path(const View&, UiState&, Wishes&, Area);
void draw_gates(const View&, UiState&, Wishes&, Area);
void draw_protection(const View&, UiState&, Wishes&, Area);
void draw_stacks(const View&, UiState&, Wishes&, Area);
void draw_system_call_path(const View&, UiState&, Wishes&, Area);
void draw_trap_anatomy(const View&, UiState&, Wishes&, Area);
void draw_upcall(const View&, UiState&, Wishes&, Area);
void draw_vector(const View&, UiState&, Wishes&, Area);
void draw_virtual_machine(const View&, UiState&, Wishes&, Area);

}  // namespace trapdoor
