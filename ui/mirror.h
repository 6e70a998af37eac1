// Mirror: what is on the canvas, in words: every item's role, name, value and rectangle, for assistive technology and
// for tests. ImGui tells it through its item hooks; widgets add what ImGui cannot know.
// Laws: 1. An item without a name is not in the mirror: every widget names what it draws.
//       2. `items()` is the last finished frame.
//       3. What is scrolled out of sight is in it too, at the edge it lies behind; `reveal` scrolls it into view, and so
//          does a lesson's link with what it points at.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"

struct ImRect;
struct ImGuiWindow;

namespace trapdoor {

struct MirrorRect {
  float left = 0, top = 0, right = 0, bottom = 0;  // logical pixels
  bool operator==(const MirrorRect&) const = default;
};

struct MirrorItem {
  ImGuiID id = 0;
  std::string role;  // as ARIA says it: "button", "tab", "checkbox", "textbox", "status", "img", "row"
  std::string name;
  std::string value;  // may be empty
  std::string group;  // title of the panel it is in
  MirrorRect rect;
  bool pressed = false;        // checked, selected, opened
  bool visible = true;         // at least in part; otherwise `rect` has no size
  std::string help;            // what its explanation says; may be empty
  uint64_t now = 0, most = 0;  // of a slider, which goes from 0 to most
  std::string completes;       // a line to type into: what a Session command would begin with before it
  std::string text;            // its text, and how often that was changed by something else than typing
  int pushes = 0;
  bool operator==(const MirrorItem&) const = default;
};

// A piece of text that did not fit its place.
struct Elision {
  std::string group, text;
};

class Mirror {
 public:
  // Makes this the mirror of the current ImGui context.
  void attach();

  void begin_frame();
  void end_frame();
  // Items from now on belong to this panel.
  void group(std::string_view title) { group_ = title; }

  // For widgets: what the last item is.
  void describe(std::string_view role, std::string_view name, std::string_view value = {},
                bool pressed = false);
  // For widgets: the last item is a line that completes as it is typed.
  void completing(std::string_view prefix, std::string_view text, int pushes);
  // For widgets: the last item is a slider; it was moved to the value that is returned.
  std::optional<uint64_t> sliding(uint64_t now, uint64_t most);
  // For widgets: the last item's explanation. True when it is to be shown because the item has the focus.
  bool explain(std::string_view help);
  void elided(std::string_view text) { drawing_elisions_.push_back({group_, std::string(text)}); }

  // A link points at something: what widgets then call pointed is scrolled to, once. Whoever scrolls away is not held.
  void point() { frames_to_show_ = 8; }
  // For widgets: a link points at the last item. Of several, a register's row and its field, all are shown if they fit.
  void pointed();

  const std::vector<MirrorItem>& items() const { return items_; }
  const std::vector<Elision>& elisions() const { return elisions_; }
  const MirrorItem* find(std::string_view role, std::string_view name) const;
  const MirrorItem* find(ImGuiID id) const;
  // Grows when items() differs from the frame before.
  uint64_t revision() const { return revision_; }

  // Scrolls to this item as soon as it is drawn again.
  void reveal(ImGuiID id) { revealing_ = id; }
  // Assistive technology or the keyboard is at this item; 0: at none. Its explanation is shown until it is pressed.
  void focus(ImGuiID id) { revealing_ = focused_ = explained_ = id; }
  ImGuiID focused() const { return focused_; }
  void hide_explanation() { explained_ = 0; }
  void slide(ImGuiID id, uint64_t value) { slid_[id] = value; }

  // Called by ImGui. `rect` is an ImRect in `window`.
  void on_add(ImGuiID id, const ImRect& rect, ImGuiWindow* window);
  void on_info(ImGuiID id, std::string_view label, int status_flags);

 private:
  struct Pointed {
    MirrorRect rect;
    ImGuiWindow* window;
  };
  MirrorItem& item(ImGuiID id);
  void show_pointed();
  std::vector<MirrorItem> drawing_, items_;
  std::vector<Elision> drawing_elisions_, elisions_;
  std::string group_;
  ImGuiID revealing_ = 0, focused_ = 0, explained_ = 0;
  std::map<ImGuiID, uint64_t> slid_;  // sliders that were moved, until they are drawn
  std::vector<Pointed> pointed_;      // of this frame
  int frames_to_show_ = 0;            // a panel that just opened needs some until it can scroll
  uint64_t revision_ = 0;
};

// The mirror of the current ImGui context. Requires Mirror::attach.
Mirror& mirror();

}  // namespace trapdoor
