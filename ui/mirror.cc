#include "ui/mirror.h"

#include <algorithm>

#include "imgui_internal.h"

namespace trapdoor {

void Mirror::attach() {
  ImGuiContext& context = *ImGui::GetCurrentContext();
  context.TestEngine = this;
  context.TestEngineHookItems = true;
}

void Mirror::begin_frame() {
  pointed_.clear();
  drawing_.clear();
  drawing_elisions_.clear();
  group_.clear();
}

void Mirror::end_frame() {
  show_pointed();
  std::erase_if(drawing_, [](const MirrorItem& item) { return item.name.empty(); });
  if (drawing_ != items_) ++revision_;
  items_.swap(drawing_);
  elisions_.swap(drawing_elisions_);
}

void Mirror::describe(std::string_view role, std::string_view name, std::string_view value, bool pressed) {
  MirrorItem& last = item(ImGui::GetItemID());
  last.role = role;
  last.name = name;
  last.value = value;
  last.pressed = pressed;
}

void Mirror::completing(std::string_view prefix, std::string_view text, int pushes) {
  MirrorItem& last = item(ImGui::GetItemID());
  last.completes = prefix;
  last.text = text;
  last.pushes = pushes;
}

std::optional<uint64_t> Mirror::sliding(uint64_t now, uint64_t most) {
  MirrorItem& last = item(ImGui::GetItemID());
  last.now = now;
  last.most = most;
  auto moved = slid_.extract(last.id);
  if (moved.empty()) return std::nullopt;
  return std::min(moved.mapped(), most);
}

void Mirror::pointed() {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  pointed_.push_back({{low.x, low.y, high.x, high.y}, ImGui::GetCurrentWindow()});
}

void Mirror::show_pointed() {
  if (frames_to_show_ == 0 || pointed_.empty()) return;
  ImGuiWindow* window = pointed_.back().window;
  const auto rect_of = [](const Pointed& one) {
    return ImRect(one.rect.left, one.rect.top, one.rect.right, one.rect.bottom);
  };
  ImRect all = rect_of(pointed_.back());
  for (const Pointed& one : pointed_) {
    if (one.window == window) all.Add(rect_of(one));
  }
  const ImRect& seen = window->ClipRect;
  if (all.GetHeight() > window->InnerRect.GetHeight()) all = rect_of(pointed_.back());
  if (all.Min.y >= seen.Min.y && all.Max.y <= seen.Max.y) {
    frames_to_show_ = 0;
  } else {
    --frames_to_show_;
    ImGui::ScrollToRectEx(window, all, ImGuiScrollFlags_KeepVisibleCenterY);
  }
}

bool Mirror::explain(std::string_view help) {
  const ImGuiID id = ImGui::GetItemID();
  if (id == 0) return false;
  item(id).help = help;
  return id == explained_;
}

const MirrorItem* Mirror::find(std::string_view role, std::string_view name) const {
  for (const MirrorItem& item : items_) {
    if (item.role == role && item.name == name) return &item;
  }
  return nullptr;
}

const MirrorItem* Mirror::find(ImGuiID id) const {
  for (const MirrorItem& item : items_) {
    if (item.id == id) return &item;
  }
  return nullptr;
}

MirrorItem& Mirror::item(ImGuiID id) {
  for (auto it = drawing_.rbegin(); it != drawing_.rend() && it - drawing_.rbegin() < 8; ++it) {
    if (it->id == id) return *it;
  }
  MirrorItem& added = drawing_.emplace_back();
  added.id = id;
  added.group = group_;
  return added;
}

void Mirror::on_add(ImGuiID id, const ImRect& rect, ImGuiWindow* window) {
  MirrorItem& added = item(id);
  added.visible = window == nullptr || rect.Overlaps(window->ClipRect);
  ImRect place = rect;
  if (!added.visible) place.ClipWithFull(window->ClipRect);
  added.rect = {place.Min.x, place.Min.y, place.Max.x, place.Max.y};
  if (id != revealing_) return;
  if (window != nullptr && !window->ClipRect.Contains(rect)) ImGui::ScrollToRect(window, rect);
  revealing_ = 0;
}

void Mirror::on_info(ImGuiID id, std::string_view label, int status_flags) {
  MirrorItem& known = item(id);
  if (!known.role.empty()) return;
  const size_t hidden = label.find("##");
  known.name = label.substr(0, hidden);
  known.role = "button";
  if (status_flags & ImGuiItemStatusFlags_Checkable) known.role = "checkbox";
  if (status_flags & ImGuiItemStatusFlags_Inputable) known.role = "textbox";
  known.pressed = status_flags & (ImGuiItemStatusFlags_Checked | ImGuiItemStatusFlags_Opened);
}

Mirror& mirror() { return *static_cast<Mirror*>(ImGui::GetCurrentContext()->TestEngine); }

}  // namespace trapdoor

// What ImGui calls for every item when it is built with IMGUI_ENABLE_TEST_ENGINE.

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& rect,
                                 const ImGuiLastItemData*) {
  if (ImGui::FindWindowByID(id) != nullptr) return;  // windows are items to ImGui, not to people
  static_cast<trapdoor::Mirror*>(context->TestEngine)->on_add(id, rect, context->CurrentWindow);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext* context, ImGuiID id, const char* label,
                                  ImGuiItemStatusFlags flags) {
  if (ImGui::FindWindowByID(id) != nullptr) return;
  static_cast<trapdoor::Mirror*>(context->TestEngine)->on_info(id, label == nullptr ? "" : label, flags);
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) { return nullptr; }
