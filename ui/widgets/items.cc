#include <fmt/format.h>

#include "imgui.h"
#include "imgui_internal.h"
#include "imgui_stdlib.h"
#include "ui/mirror.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {

void explain_item(const Theme& theme, std::string_view title, std::string_view help,
                  std::string_view detail) {
  const bool focused = mirror().explain(help);
  const bool hovered = ImGui::IsItemHovered(ImGuiHoveredFlags_DelayShort | ImGuiHoveredFlags_NoSharedDelay |
                                            ImGuiHoveredFlags_AllowWhenDisabled);
  // Whoever pressed it wants to see what comes of that: no words over it until the mouse has been elsewhere.
  static ImGuiID pressed = 0;
  const ImGuiID id = ImGui::GetItemID();
  if (ImGui::IsItemActive()) pressed = id;
  if (pressed != 0 && pressed != id && ImGui::IsItemHovered()) pressed = 0;
  if (id != 0 && pressed == id && !focused) {
    if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) pressed = 0;
    return;
  }
  if (!hovered && !focused) return;
  const float width = theme.px(320);
  float widest =
      std::max(text_size(theme.type.bold, title).x, std::min(width, text_size(theme.type.body, help).x));
  widest = std::max(widest, std::min(width, text_size(theme.type.mono_small, detail).x));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(theme.px(12), theme.px(9)));
  if (!hovered) {  // below the item, or above it where there is no room; beside the mouse otherwise
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax(),
                 screen = ImGui::GetIO().DisplaySize;
    const bool below = high.y + theme.px(120) < screen.y;
    const float x = std::clamp(low.x, 0.0F, std::max(0.0F, screen.x - widest - theme.px(26)));
    ImGui::SetNextWindowPos({x, below ? high.y + theme.px(6) : low.y - theme.px(6)}, 0,
                            {0, below ? 0.0F : 1.0F});
  }
  if (ImGui::BeginTooltip()) {
    const ImVec2 pos = ImGui::GetCursorScreenPos();
    const float gap = theme.px(4);
    float y = pos.y;
    text_at(theme.type.bold, {pos.x, y}, theme.text, title);
    y += line_height(theme.type.bold) + gap;
    if (!help.empty()) y += text_wrapped(theme.type.body, {pos.x, y}, theme.dim, help, width) + gap;
    if (!detail.empty())
      y += text_wrapped(theme.type.mono_small, {pos.x, y}, theme.text, detail, width) + gap;
    ImGui::Dummy({widest + 1, y - pos.y - gap});
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

bool hot_spot(const char* id, ImVec2 low, ImVec2 high, std::string_view role, std::string_view name,
              std::string_view value) {
  // It lies over what is drawn: the layout goes on as if it were not there.
  ImGuiWindow& window = *ImGui::GetCurrentWindow();
  ImGuiWindowTempData& now = window.DC;
  const ImVec2 place[] = {now.CursorPos,   now.CursorPosPrevLine, now.CursorMaxPos,
                          now.IdealMaxPos, now.CurrLineSize,      now.PrevLineSize};
  const float base[] = {now.CurrLineTextBaseOffset, now.PrevLineTextBaseOffset};
  const bool same_line = now.IsSameLine;
  ImGui::SetCursorScreenPos(low);
  const ImVec2 size{std::max(1.0F, high.x - low.x), std::max(1.0F, high.y - low.y)};
  const bool clicked = ImGui::InvisibleButton(id, size);
  mirror().describe(role, name, value);
  now.CursorPos = place[0];
  now.CursorPosPrevLine = place[1];
  now.CursorMaxPos = place[2];
  now.IdealMaxPos = place[3];
  now.CurrLineSize = place[4];
  now.PrevLineSize = place[5];
  now.CurrLineTextBaseOffset = base[0];
  now.PrevLineTextBaseOffset = base[1];
  now.IsSameLine = same_line;
  return clicked;
}

namespace {

void focus_ring(const Theme& theme, ImVec2 low, ImVec2 high) {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  if (!ImGui::IsItemFocused() || context.NavDisableHighlight) return;
  const float gap = theme.px(2);
  ImGui::GetWindowDrawList()->AddRect({low.x - gap, low.y - gap}, {high.x + gap, high.y + gap}, theme.accent,
                                      theme.px(6), 0, theme.px(2));
}

}  // namespace

bool text_button(const Theme& theme, std::string_view name, std::string_view help, bool strong) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 size{text_size(theme.type.body, name).x + theme.px(20), theme.px(28)};
  const ImVec2 high{low.x + size.x, low.y + size.y};
  const bool clicked = ImGui::InvisibleButton(std::string(name).c_str(), size);
  mirror().describe("button", name);
  const bool hovered = ImGui::IsItemHovered();
  explain_item(theme, name, help);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(low, high, strong ? theme.accent : hovered ? theme.sunken : theme.raised, theme.px(5));
  if (!strong) list->AddRect(low, high, theme.border, theme.px(5));
  text_in(theme.type.body, low, high, strong ? theme.on_accent : theme.text, name);
  focus_ring(theme, low, high);
  return clicked;
}

bool tab(const Theme& theme, std::string_view title, bool selected, std::string_view help) {
  ImFont* face = selected ? theme.type.bold : theme.type.body;
  const float width = text_size(theme.type.bold, title).x + theme.px(20);  // the same, selected or not
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high{low.x + width, low.y + theme.px(32)};
  const bool clicked = ImGui::InvisibleButton(std::string(title).c_str(), {width, theme.px(32)});
  mirror().describe("tab", title, {}, selected);
  const bool hovered = ImGui::IsItemHovered();
  explain_item(theme, title, help);
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (hovered && !selected) {
    list->AddRectFilled({low.x + theme.px(3), low.y + theme.px(4)},
                        {high.x - theme.px(3), high.y - theme.px(4)}, theme.sunken, theme.px(5));
  }
  text_in(face, low, high, selected ? theme.text : theme.dim, title);
  if (selected) {
    list->AddRectFilled({low.x + theme.px(8), high.y - theme.px(2.5F)}, {high.x - theme.px(8), high.y},
                        theme.accent, theme.px(1));
  }
  focus_ring(theme, low, high);
  return clicked;
}

bool toggle(const Theme& theme, std::string_view name, bool& on, std::string_view help) {
  const float height = theme.px(24);
  const float width = text_size(theme.type.small, name).x + theme.px(18);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high{low.x + width, low.y + height};
  const bool clicked = ImGui::InvisibleButton(std::string(name).c_str(), {width, height});
  if (clicked) on = !on;
  mirror().describe("checkbox", name, {}, on);
  const bool hovered = ImGui::IsItemHovered();
  explain_item(theme, name, help);
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (on || hovered) list->AddRectFilled(low, high, on ? theme.sunken : theme.raised, height / 2);
  list->AddRect(low, high, on ? theme.dim : theme.border, height / 2);
  text_in(theme.type.small, low, high, on ? theme.text : theme.faint, name);
  focus_ring(theme, low, high);
  return clicked;
}

bool line_input(UiState& ui, const Theme& theme, const char* name, const char* hint, std::string& text,
                float width) {
  ImGui::PushFont(theme.type.mono_small);
  ImGui::SetNextItemWidth(width);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(theme.px(8), theme.px(6)));
  bool done = ImGui::InputTextWithHint((std::string("##") + name).c_str(), hint, &text,
                                       ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::PopStyleVar();
  ImGui::PopFont();
  mirror().describe("textbox", name, hint);
  if (auto typed = ui.entered.find(ImGui::GetItemID()); typed != ui.entered.end()) {
    text = typed->second;
    ui.entered.erase(typed);
    done = true;
  }
  return done;
}

namespace {

// Below the line that is being typed: what it could go on with. A click puts it there.
void candidates(const View& view, ImGuiID id, std::string_view prefix, std::string& text) {
  const Theme& theme = view.theme;
  const std::string whole = std::string(prefix) + text;
  const Completion completion = view.session.complete(whole, whole.size());
  if (completion.candidates.empty() || completion.start < prefix.size()) return;
  ImGui::SetNextWindowPos({ImGui::GetItemRectMin().x, ImGui::GetItemRectMax().y + theme.px(2)});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.raised);
  ImGui::Begin(fmt::format("completion {}", id).c_str(), nullptr,
               ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoNav);
  constexpr size_t kMost = 8;
  for (size_t i = 0; i < std::min(kMost, completion.candidates.size()); ++i) {
    const Candidate& candidate = completion.candidates[i];
    if (ImGui::Selectable(candidate.text.c_str()))
      text = text.substr(0, completion.start - prefix.size()) + candidate.text;
    explain_item(theme, candidate.text, candidate.help);
  }
  if (completion.candidates.size() > kMost)
    ImGui::TextDisabled("and %zu more", completion.candidates.size() - kMost);
  ImGui::End();
  ImGui::PopStyleColor();
}

}  // namespace

bool completing_input(const View& view, UiState& ui, const char* name, const char* hint,
                      std::string_view prefix, std::string& text, float width) {
  const ImGuiID id = ImGui::GetID((std::string("##") + name).c_str());
  TypedLine& line = ui.typed[id];
  if (auto typed = ui.now_typed.find(id); typed != ui.now_typed.end()) {
    line.text = text = typed->second;
    ui.now_typed.erase(typed);
  } else if (line.text != text) {  // something else than typing changed it
    line.text = text;
    ++line.pushes;
  }
  bool done = line_input(ui, view.theme, name, hint, text, width);
  mirror().completing(prefix, text, line.pushes);
  if (ImGui::IsItemActive() && !text.empty()) candidates(view, id, prefix, text);
  line.text = text;
  return done;
}

namespace {

void draw_icon(ImDrawList* list, Icon icon, ImVec2 c, float r, ImU32 colour) {
  auto right = [&](float x) {
    list->AddTriangleFilled({c.x + x, c.y - r}, {c.x + x + r * 1.1F, c.y}, {c.x + x, c.y + r}, colour);
  };
  auto left = [&](float x) {
    list->AddTriangleFilled({c.x + x, c.y - r}, {c.x + x - r * 1.1F, c.y}, {c.x + x, c.y + r}, colour);
  };
  auto bar = [&](float x) {
    list->AddRectFilled({c.x + x - r * 0.16F, c.y - r}, {c.x + x + r * 0.16F, c.y + r}, colour);
  };
  auto door = [&](float x) {  // a trap: a step down
    list->AddRectFilled({c.x + x - r * 0.3F, c.y - r}, {c.x + x + r * 0.3F, c.y - r * 0.3F}, colour);
    list->AddRectFilled({c.x + x - r * 0.3F, c.y + r * 0.3F}, {c.x + x + r * 0.3F, c.y + r}, colour);
  };
  switch (icon) {
    case Icon::to_start:
      bar(-r * 0.8F), left(r * 0.7F);
      break;
    case Icon::previous_trap:
      door(-r * 0.9F), left(r * 0.8F);
      break;
    case Icon::back:
      left(r * 0.45F);
      break;
    case Icon::play:
      right(-r * 0.45F);
      break;
    case Icon::pause:
      bar(-r * 0.45F), bar(-r * 0.35F), bar(r * 0.35F), bar(r * 0.45F);
      break;
    case Icon::step:
      right(-r * 0.45F);
      break;
    case Icon::next_trap:
      right(-r * 0.8F), door(r * 0.9F);
      break;
  }
}

}  // namespace

bool icon_button(const Theme& theme, Icon icon, std::string_view name, std::string_view help, bool enabled,
                 bool strong) {
  const ImVec2 size{theme.px(strong ? 52 : 34), theme.px(30)};
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high{low.x + size.x, low.y + size.y};
  ImGui::BeginDisabled(!enabled);
  const bool clicked = ImGui::InvisibleButton(std::string(name).c_str(), size);
  ImGui::EndDisabled();
  mirror().describe("button", name);
  const bool hovered = ImGui::IsItemHovered();
  explain_item(theme, name, help);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 back = strong ? theme.accent : hovered ? theme.sunken : theme.raised;
  if (strong || hovered) list->AddRectFilled(low, high, back, theme.px(5));
  const ImU32 ink = strong ? theme.on_accent : enabled ? theme.text : theme.border;
  draw_icon(list, icon, {(low.x + high.x) / 2, (low.y + high.y) / 2}, theme.px(6), ink);
  focus_ring(theme, low, high);
  return clicked && enabled;
}

void section(const Theme& theme, std::string_view title, std::string_view help) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = theme.px(26);
  const float used = text_at(theme.type.small, {low.x, low.y + theme.px(9)}, theme.faint, title);
  ImGui::GetWindowDrawList()->AddLine({low.x + used + theme.px(8), low.y + theme.px(16)},
                                      {low.x + width, low.y + theme.px(16)}, theme.border);
  if (help.empty()) {
    ImGui::Dummy({width, height});
    return;
  }
  ImGui::InvisibleButton(std::string(title).c_str(), {width, height});
  mirror().describe("heading", title);
  explain_item(theme, title, help);
}

float splitter(UiState& ui, const Theme& theme, const char* id, std::string_view name, ImVec2 low,
               ImVec2 high, bool vertical) {
  ImGui::SetCursorScreenPos(low);
  ImGui::InvisibleButton(id, {high.x - low.x, high.y - low.y});
  mirror().describe("separator", name, vertical ? "vertical" : "horizontal");
  const bool held = ImGui::IsItemActive();
  if (held || ImGui::IsItemHovered()) {
    ImGui::SetMouseCursor(vertical ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    ImGui::GetWindowDrawList()->AddRectFilled(low, high, held ? theme.accent : theme.border);
  } else {
    const ImVec2 c{(low.x + high.x) / 2, (low.y + high.y) / 2};
    if (vertical) {
      ImGui::GetWindowDrawList()->AddLine({c.x, low.y}, {c.x, high.y}, theme.border);
    } else {
      ImGui::GetWindowDrawList()->AddLine({low.x, c.y}, {high.x, c.y}, theme.border);
    }
  }
  if (auto nudge = ui.nudged.find(ImGui::GetItemID()); nudge != ui.nudged.end()) {
    const float distance = nudge->second;
    ui.nudged.erase(nudge);
    return distance;
  }
  focus_ring(theme, low, high);
  if (ImGui::IsItemFocused()) {  // the keys of the desktop; App::shortcuts leaves them alone meanwhile
    const float step = theme.px(16);
    auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(key); };
    if (pressed(vertical ? ImGuiKey_LeftArrow : ImGuiKey_UpArrow)) return -step;
    if (pressed(vertical ? ImGuiKey_RightArrow : ImGuiKey_DownArrow)) return step;
  }
  if (!held) return 0;
  // The bar stays under the place where it was taken, so that it waits for a pointer that went beyond its limit.
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float way = vertical ? mouse.x - low.x : mouse.y - low.y;
  float& taken = *ImGui::GetStateStorage()->GetFloatRef(ImGui::GetItemID());
  if (ImGui::IsItemActivated()) taken = way;
  return way - taken;
}

void empty_note(const Theme& theme, std::string_view text) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = std::max(theme.px(80), ImGui::GetContentRegionAvail().x);
  const float height = text_wrapped(theme.type.body, {low.x, low.y + theme.px(6)}, theme.faint, text, width);
  ImGui::Dummy({width, height + theme.px(12)});
}

}  // namespace trapdoor
