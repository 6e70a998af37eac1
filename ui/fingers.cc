#include "ui/fingers.h"

#include <cmath>

#include "imgui_internal.h"

namespace trapdoor {
namespace {

constexpr float kFar = 8, kLine = 20;     // pixels
constexpr float kWheelLines = 3;          // that a turn of the wheel is for whoever asks for the wheel itself
constexpr float kRounding = 1.0F / 1024;  // so that whole lines stay whole

}  // namespace

// Up or down, and not on something that is there to be dragged.
bool Fingers::begins(const Mirror& mirror) const {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  const ImVec2 way = ImGui::GetMouseDragDelta(0, 0);
  if (std::abs(way.y) < kFar || std::abs(way.y) < std::abs(way.x)) return false;
  const MirrorItem* item = context.ActiveId == 0 ? nullptr : mirror.find(context.ActiveId);
  return context.HoveredWindow != nullptr &&
         (item == nullptr || (item->role != "slider" && item->role != "separator"));
}

void Fingers::frame(const Mirror& mirror) {
  ImGuiIO& io = ImGui::GetIO();
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  if (io.MouseSource != ImGuiMouseSource_TouchScreen || !io.MouseDown[0]) {
    scrolling_ = false;
    return;
  }
  float way = io.MouseDelta.y;
  if (!scrolling_) {
    if (!begins(mirror)) return;
    scrolling_ = true;
    over_ = context.HoveredWindow->ID;
    owed_ = 0;
    way = ImGui::GetMouseDragDelta(0, 0).y;
    ImGui::ClearActiveID();
  }
  ImGuiWindow* window = ImGui::FindWindowByID(over_);
  while (window != nullptr && window->ScrollMax.y <= 0) window = window->ParentWindow;
  if (window != nullptr) return ImGui::SetScrollY(window, window->Scroll.y - way);
  if (context.HoveredWindow == nullptr || context.HoveredWindow->ID != over_) return;
  owed_ += way;
  const float lines = std::trunc(owed_ / kLine);
  owed_ -= lines * kLine;
  io.MouseWheel += (lines + std::copysign(kRounding, lines)) / kWheelLines * (lines != 0 ? 1.0F : 0.0F);
}

}  // namespace trapdoor
