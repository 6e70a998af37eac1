// Way: what happened one after the other, as buttons with arrows between them that go to the tick.
#pragma once
#include <span>
#include <string>

#include "ui/figures/figures.h"

namespace trapdoor {

struct WayStep {
  std::string title, note, help;
  const Shades* shades;
  Tick tick = kNever;  // from which on it is so; kNever: not yet
};

// The height that the steps want in that width: in one row, or two in each.
float way_height(const Theme&, size_t steps, float width);
// The step that the machine is at is lit. `after(crossing)` is the tick behind it; kNever for null.
inline Tick after(const Crossing* crossing) { return crossing == nullptr ? kNever : crossing->tick + 1; }
void draw_way(const View&, std::span<const WayStep>, Area, Wishes&);

}  // namespace trapdoor
