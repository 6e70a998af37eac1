#include "ui/message.h"

#include <algorithm>
#include <cctype>

#include "imgui_internal.h"

namespace trapdoor {
namespace {

constexpr double kSeconds = 8;

}  // namespace

void Message::say(std::string text, double now) {
  text_ = std::move(text);
  if (!text_.empty()) ++said_;
  since_ = now;
}

void Message::update(const Session& session, double now) {
  if (session.notices() != noticed_) {
    noticed_ = session.notices();
    std::string text = session.notice();
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    say(std::move(text), now);
  }
  if (now - since_ > kSeconds) text_.clear();
}

void Message::draw(const Theme& theme) const {
  if (text_.empty()) return;
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const float width = std::min(theme.px(560), screen.x - theme.px(40));
  ImGui::SetNextWindowPos({screen.x / 2, screen.y - theme.px(24)}, 0, {0.5F, 1});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.surface);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(theme.px(16), theme.px(10)));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::Begin("Message", nullptr,
               ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PushTextWrapPos(width);
  ImGui::TextUnformatted(text_.c_str());
  ImGui::PopTextWrapPos();
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

}  // namespace trapdoor
