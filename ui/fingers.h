// Fingers: one finger that moves up or down over a list scrolls it, and does not press what it began on.
// Leaves out: two fingers (web/touch.js), a list that rolls on by itself.
#pragma once

#include "imgui.h"
#include "ui/mirror.h"

namespace trapdoor {

class Fingers {
 public:
  // To be called between ImGui::NewFrame and the first window.
  void frame(const Mirror&);

 private:
  bool begins(const Mirror&) const;
  bool scrolling_ = false;
  ImGuiID over_ = 0;  // the window it began on
  float owed_ = 0;    // pixels, for those that scroll by whole lines
};

}  // namespace trapdoor
