// Screen: which panel is where. Everything fits the window it is given; nothing overlaps.
#pragma once
#include <string>
#include <vector>

#include "ui/state.h"
#include "ui/view.h"

namespace trapdoor {

struct ScreenOptions {
  bool page = false;                 // a page around us shows prose, editor and toolbar
  std::vector<std::string> lessons;  // desktop: what the lesson picker offers
  std::vector<std::string> only;     // panels and figures of an embed; empty: all
};

void draw_screen(const View&, UiState&, Wishes&, const ScreenOptions&);

}  // namespace trapdoor
