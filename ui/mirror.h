// Mirror: what is on the canvas, in words: every item's role, name, value and rectangle, for assistive technology and
// for tests. ImGui tells it through its item hooks; widgets add what ImGui cannot know.
// Laws: 1. An item without a name is not in the mirror: every widget names what it draws.
//       2. `items()` is the last finished frame.
//       3. What is scrolled out of sight is in it too, at the edge it lies behind; `reveal` scrolls it into view.
#pragma once
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
  bool pressed = false;   // checked, selected, opened
  bool visible = true;    // at least in part; otherwise `rect` has no size
  std::string completes;  // a line to type into: what a Session command would begin with before it
  std::string text;       // its text, and how often that was changed by something else than typing
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
  void elided(std::string_view text) { drawing_elisions_.push_back({group_, std::string(text)}); }

  const std::vector<MirrorItem>& items() const { return items_; }
  const std::vector<Elision>& elisions() const { return elisions_; }
  const MirrorItem* find(std::string_view role, std::string_view name) const;
  const MirrorItem* find(ImGuiID id) const;
  // Grows when items() differs from the frame before.
  uint64_t revision() const { return revision_; }

  // Scrolls to this item as soon as it is drawn again.
  void reveal(ImGuiID id) { revealing_ = id; }

  // Called by ImGui. `rect` is an ImRect in `window`.
  void on_add(ImGuiID id, const ImRect& rect, ImGuiWindow* window);
  void on_info(ImGuiID id, std::string_view label, int status_flags);

 private:
  MirrorItem& item(ImGuiID id);
  std::vector<MirrorItem> drawing_, items_;
  std::vector<Elision> drawing_elisions_, elisions_;
  std::string group_;
  ImGuiID revealing_ = 0;
  uint64_t revision_ = 0;
};

// The mirror of the current ImGui context. Requires Mirror::attach.
Mirror& mirror();

}  // namespace trapdoor
