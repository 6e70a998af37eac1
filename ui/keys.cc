#include "ui/keys.h"

#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

constexpr KeyRow kKeys[] = {
    {ImGuiKey_Space, false, " ", "space", "run", "run, or pause"},
    {ImGuiKey_RightArrow, false, "ArrowRight", "right arrow", "step", "one tick forward"},
    {ImGuiKey_LeftArrow, false, "ArrowLeft", "left arrow", "back", "one tick back"},
    {ImGuiKey_RightArrow, true, "ArrowRight", "shift + right arrow", "next-trap", "on to the next trap"},
    {ImGuiKey_LeftArrow, true, "ArrowLeft", "shift + left arrow", "previous-trap", "back to the trap before"},
    {ImGuiKey_Home, false, "Home", "Home", "seek 0", "back to power-on"},
    {ImGuiKey_Slash, true, "?", "?", "keys", "this list"},
};

}  // namespace

std::span<const KeyRow> key_rows() { return kKeys; }

void draw_keys(const Theme& theme, bool& open) {
  ImGui::SetNextWindowPos(ImVec2(ImGui::GetIO().DisplaySize.x / 2, ImGui::GetIO().DisplaySize.y / 2), 0,
                          {0.5F, 0.5F});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.surface);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(theme.px(20), theme.px(16)));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::Begin(
      "Keys", &open,
      ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PushFont(theme.type.bold);
  ImGui::TextUnformatted("Keys");
  ImGui::PopFont();
  for (const KeyRow& row : kKeys) {
    ImGui::PushFont(theme.type.mono_small);
    ImGui::TextUnformatted(row.shown.data(), row.shown.data() + row.shown.size());
    ImGui::PopFont();
    ImGui::SameLine(theme.px(180));
    ImGui::TextUnformatted(row.help.data(), row.help.data() + row.help.size());
  }
  if (text_button(theme, "Close", "") || ImGui::IsKeyPressed(ImGuiKey_Escape)) open = false;
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

}  // namespace trapdoor
