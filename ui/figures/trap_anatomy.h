// Trap anatomy: the pieces of the figure. A crossing is one tick in which the hardware goes from one mode to another: a
// trap, or the return from one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ui/figures/figures.h"
#include "ui/view.h"

namespace trapdoor {

// One thing that the hardware did in that tick.
struct AnatomyPart {
  std::string name, before, after;
  std::string note;  // what the new value means; may be empty
  std::string_view help;
  std::string from = {};  // where it came from; may be empty

  std::string notes() const { return note.empty() || from.empty() ? note + from : note + ", " + from; }
};

// The trap or return that View::last_crossing is about; null: none.
const Event* crossing_of(const View&);
inline bool is_return(const Event& crossing) { return crossing.kind == EventKind::ret; }

// In the order in which the hardware did them. A crossing changes some fields of the status word and leaves the others:
// each is a part of its own.
std::vector<AnatomyPart> parts_of(const View&, const Event& crossing);

// What the handler saved after the trap, or put back before the return, in order: how it fits into some room.
struct SavesLook {
  int columns = 1, rows = 1;
  bool addresses = true;  // there is room for them
  bool fits = false;      // all of it
  float names = 0;        // width of the longest
  float height = 0;       // that it takes
};
SavesLook look_at_saves(const View&, const Event& crossing, const SavedWords&, float width, float height);
void draw_saves(const View&, const Event& crossing, const SavedWords&, const SavesLook&, Area, Wishes&);

}  // namespace trapdoor
