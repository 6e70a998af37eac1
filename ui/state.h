// State: what the interface itself remembers between frames: which tab, which zoom, what is pointed at. No machine state.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/machine/isa.h"
#include "engine/machine/tick.h"
#include "engine/session/session.h"
#include "ui/command_log.h"
#include "ui/source_rows.h"

namespace trapdoor {

struct TimelineState {
  double low = 0, high = 1000;  // the ticks shown
  bool fit = true;              // follow the whole run
  bool dragging = false;
  double pinch = 1;            // two fingers on a page: how much farther apart since the last frame
  float pinch_x = 0, pan = 0;  // where they are, and how far they went, in pixels of the canvas
};

// The bytes that a panel showed last, so that those that changed since then can be lit.
struct SeenBytes {
  Tick tick = kNever;
  std::map<uint64_t, uint8_t> now, before;
};

struct MemoryState {
  uint64_t address = 0;
  bool placed = false;
  bool is_virtual = false;
  std::string field;
  SeenBytes seen;

  void go(uint64_t to) {
    address = to & ~uint64_t{15};
    placed = true;
  }
  void go(uint64_t to, bool to_virtual) {
    if (is_virtual != to_virtual) seen = {};  // other bytes now, not changed ones
    is_virtual = to_virtual;
    go(to);
  }
};

struct BreakpointsState {
  std::string field, error;
};

struct WatchState {
  struct Seen {
    Tick tick = kNever;
    std::optional<uint64_t> now, before;
  };
  std::vector<std::string> items;
  std::map<std::string, Seen> seen;
  std::string field, error;
};

struct ChangesState {
  Tick tick = kNever;       // what is kept here is of this tick,
  uint64_t generation = 0;  // of this history
  std::vector<std::string> titles;
  std::vector<Change> changes;
};

struct CommandState {
  std::string field;
  unsigned seen = 0;  // of the log's changes, when it was scrolled last
};

struct StackState {
  SeenBytes seen;
};

struct PageTableState {
  std::string field;
  uint64_t address = 0;
  bool follow_pc = true;
  bool seek = false;              // the list is to be scrolled to the piece with that address
  std::vector<Mapping> mappings;  // of this space, as it was then
  uint64_t space = 0, revision = ~uint64_t{0};
  double looked = -10;
};

struct SourceState {
  std::string file;                     // shown; empty: the one with the pc
  bool disassembly = false;             // the instructions of a line below it
  uint64_t followed_pc = ~uint64_t{0};  // last pc whose file was opened
  uint64_t shown_pc = ~uint64_t{0};     // last pc scrolled to
  std::string rows_of;                  // which file, program and way of showing it `rows` is of
  std::vector<SourceRow> rows;
  std::string files_of;  // which program and texts `files` are of
  std::vector<SourceFile> files;
  bool choosing = false;  // the list of files is shown in place of the text
  std::string part;       // of the names of those listed
};

// A word of the interrupted program that software put into memory, or took out of it again.
struct SavedWord {
  uint16_t word = 0;  // index into Cpu
  Tick tick = 0;
  uint64_t address = 0, value = 0, old = 0;
};

// What a handler saved after a trap, or put back before a return (figures/saves.h).
struct SavedWords {
  Tick tick = kNever, end = kNever;  // of the crossing; how far was looked
  uint64_t generation = 0;           // of the history
  std::vector<SavedWord> words;      // in order
};

struct AnatomyState {
  Tick tick = kNever;  // whose anatomy the slider belongs to
  int shown = 0;       // of its events
  double began = 0;    // when it began to play by itself
  bool playing = false;
  bool handler = false;  // where both have no room, the handler's part is shown
  SavedWords saves;
};

// When a system call was where (figures/call_stages.h).
struct CallStages {
  Tick trap = kNever, end = kNever;  // what was looked at
  uint64_t generation = 0;           // of the history
  Tick entry_end = kNever;           // the first tick outside the kernel's entry; kNever: not yet
  Tick handler_end = kNever;         // the first tick of the way back; kNever: not yet
  uint64_t handler = 0;              // where the handler begins
};

struct DevicePathState {
  int device = -1;  // shown; -1: the one that was used last
};

struct TrapsState {
  bool interrupts = true, exceptions = true, syscalls = true;
  uint64_t seen = 0;
  std::string field, filter, error;  // typed; what holds; what was wrong with it
};

// What a lesson's link points at; fades out by itself.
struct Pointer {
  std::string panel, word, field, line;
  std::optional<uint64_t> address;
  int bit = -1;
  double since = -100;
};

// A line whose text a page shows in an input of its own.
struct TypedLine {
  std::string text;  // as far as the page and we agree
  int pushes = 0;    // how often we changed it
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
  DevicePathState device_path;
  CallStages call_stages;
  int upcall_half = -1;  // where only one fits: 0 before, 1 during, -1 the present one
  int guest_half = -1;   // of the virtual machine, likewise: 0 the way, 1 the words, -1 as the link says
  int vector_mode = -1;  // whose vector is shown; -1: the kernel's
  std::map<std::string, std::string>
      figure_words;  // what the last link to a figure said after its question mark
  TrapsState traps;
  BreakpointsState breakpoints;
  WatchState watch;
  ChangesState changes;
  CommandState command;
  CommandLog log;
  StackState stack;
  Pointer pointer;
  Split split;
  std::string tab;         // open panel below the figure
  std::string side_tab;    // open panel at the side, where both do not fit
  std::string figure;      // open figure
  std::string column_tab;  // open where there is one column: a figure or a panel
  std::string console_line;
  size_t console_seen = 0;
  std::string console_text;                   // as a terminal would show it
  uint64_t console_revision = ~uint64_t{0};   // the session's, when that was read
  std::string device;                         // shown alone in the devices panel; empty: all
  std::map<std::string, bool> open_words;     // control words shown with their fields
  std::map<unsigned, std::string> entered;    // item id -> a line that a page typed for it
  std::map<unsigned, TypedLine> typed;        // item id -> a line that completes as it is typed
  std::map<unsigned, std::string> now_typed;  // item id -> what a page has in it now
  std::map<unsigned, float> nudged;           // item id -> how far keys moved a splitter, in pixels
  std::string edited_file;                    // desktop: in the editor
  std::string wanted_lesson;                  // desktop: picked, and to be opened before the next frame
  bool wants_saving = false;                  // desktop: this moment is to be a file before the next frame
  int hints = 0;
  bool keys = false;  // the list of keys is shown
};

}  // namespace trapdoor
