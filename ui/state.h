// State: what the interface itself remembers between frames: which tab, which zoom, what is pointed at. No machine state.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engine/machine/tick.h"

namespace trapdoor {

struct TimelineState {
  double low = 0, high = 1000;  // the ticks shown
  bool fit = true;              // follow the whole run
  bool dragging = false;
};

struct MemoryState {
  uint64_t address = 0;
  bool placed = false;
  bool is_virtual = false;
  std::string field;
};

struct PageTableState {
  std::string field;
  uint64_t address = 0;
  bool follow_pc = true;
};

struct SourceState {
  std::string file;  // shown; empty: the one with the pc
  bool disassembly = false;
  uint64_t shown_pc = ~uint64_t{0};  // last pc scrolled to
};

struct AnatomyState {
  Tick tick = kNever;  // whose anatomy the slider belongs to
  int shown = 0;       // of its events
};

struct TrapsState {
  bool interrupts = true, exceptions = true, syscalls = true;
  uint64_t seen = 0;
};

// What a lesson's link points at; fades out by itself.
struct Pointer {
  std::string panel, word, field, line, address;
  int bit = -1;
  double since = -100;
};

struct Split {
  float side = 360;     // width of the right column
  float stage = 0.56F;  // the figure's part of the middle column
  float timeline = 132;
  float prose = 420;    // native: width of the left column
  float editor = 0.5F;  // native: prose's part of the left column
};

struct UiState {
  TimelineState timeline;
  MemoryState memory;
  PageTableState page_table;
  SourceState source;
  AnatomyState anatomy;
  TrapsState traps;
  Pointer pointer;
  Split split;
  std::string tab;       // open panel below the figure
  std::string side_tab;  // open panel at the side, where both do not fit
  std::string figure;    // open figure
  std::string console_line;
  size_t console_seen = 0;
  std::map<std::string, bool> open_words;   // control words shown with their fields
  std::map<unsigned, std::string> entered;  // item id -> a line that a page typed for it
  std::string wanted_lesson;                // desktop: picked, and to be opened before the next frame
  int hints = 0;
  bool keys = false;  // the list of keys is shown
};

}  // namespace trapdoor
