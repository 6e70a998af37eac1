// Panels: one row each: name (as lessons write it), title, the sentence that explains it, and how to draw it.
// Laws: 1. A panel draws from a View and its own part of UiState, and asks through Wishes; it reaches no mutable machine.
//       2. Where a panel needs a machine and there is none, the frame shows its help instead of calling draw.
#pragma once
#include <span>
#include <string_view>

#include "ui/state.h"
#include "ui/view.h"

namespace trapdoor {

struct PanelRow {
  std::string_view name;
  std::string_view title;
  std::string_view help;
  void (*draw)(const View&, UiState&, Wishes&);
  bool needs_machine = true;
};

std::span<const PanelRow> panels();
const PanelRow* find_panel(std::string_view name);

void draw_breakpoints(const View&, UiState&, Wishes&);
void draw_changes(const View&, UiState&, Wishes&);
void draw_command(const View&, UiState&, Wishes&);
void draw_console(const View&, UiState&, Wishes&);
void draw_control(const View&, UiState&, Wishes&);
void draw_devices(const View&, UiState&, Wishes&);
void draw_disassembly(const View&, UiState&, Wishes&);
void draw_editor(const View&, UiState&, Wishes&);
void draw_flaws(const View&, UiState&, Wishes&);
void draw_lesson(const View&, UiState&, Wishes&);
void draw_memory(const View&, UiState&, Wishes&);
void draw_page_table(const View&, UiState&, Wishes&);
void draw_registers(const View&, UiState&, Wishes&);
void draw_source(const View&, UiState&, Wishes&);
void draw_stack(const View&, UiState&, Wishes&);
void draw_timeline(const View&, UiState&, Wishes&);
void draw_traps(const View&, UiState&, Wishes&);
void draw_watch(const View&, UiState&, Wishes&);
void draw_why(const View&, UiState&, Wishes&);
void draw_wires(const View&, UiState&, Wishes&);

// The queues that a device shares with its driver. Returns how many there are.
int draw_rings(const View&, int device);

// The bar that says that protections are off, in a window of its own. Its height where there is that much room for its
// words; 0 when none is.
float flaw_banner_height(const View&, float width);
void draw_flaw_banner(const View&, Wishes&);

// The bar with the lesson picker, the transport buttons, the tick and the mode lamp; a page may have its own instead.
void draw_toolbar(const View&, UiState&, Wishes&, const std::vector<std::string>& lessons);

}  // namespace trapdoor
