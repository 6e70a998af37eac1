#include "fonts.h"
#include "imgui.h"
#include "ui/platform.h"

namespace {

// The atlas may not free bytes that are part of the program.
ImFont* add_font(const trapdoor::EmbeddedFile& file, float size_pixels) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<unsigned char*>(file.bytes),
                                                    static_cast<int>(file.size_bytes), size_pixels, &config);
}

bool frame() {
  if (!trapdoor::platform::frame_begin()) return false;
  ImGui::SetNextWindowPos({40, 40}, ImGuiCond_FirstUseEver);
  ImGui::Begin("Trapdoor", nullptr, ImGuiWindowFlags_AlwaysAutoResize);
  ImGui::TextUnformatted("A machine you can open.");
  ImGui::PushFont(ImGui::GetIO().Fonts->Fonts[1]);
  ImGui::TextUnformatted("80000000  ecall    # 0O 1lI");
  ImGui::PopFont();
  ImGui::Button("Step");
  ImGui::End();
  trapdoor::platform::frame_end();
  return true;
}

}  // namespace

int main() {
  if (!trapdoor::platform::init("Trapdoor", 1280, 800)) return 1;
  const float scale = trapdoor::platform::content_scale();
  add_font(trapdoor::kSansFont, 16 * scale);
  add_font(trapdoor::kMonoFont, 16 * scale);
  ImGui::GetIO().FontGlobalScale = 1 / scale;
  trapdoor::platform::run(frame);
  return 0;
}
