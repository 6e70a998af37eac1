// The playground: an App in a window. On a desktop its arguments are a lesson's folder, or files that run; a page opens
// lessons through web/api.

#include <cstdio>
#include <memory>

#include "imgui.h"
#include "ui/app.h"
#include "ui/platform.h"

namespace {

struct Playground {
  std::unique_ptr<trapdoor::App> app;
  trapdoor::Typefaces type;
  float ratio = 0, zoom = 0;
};
Playground playground;  // outlives main() on the web

bool frame() {
  trapdoor::App& app = *playground.app;
  const float ratio = trapdoor::platform::content_scale();
  if (!trapdoor::platform::wait_for_input(app.idle() && ratio == playground.ratio)) return true;
  if (ratio != playground.ratio || app.theme().zoom != playground.zoom) {
    playground.ratio = ratio;
    playground.zoom = app.theme().zoom;
    playground.type = trapdoor::load_typefaces(ratio, playground.zoom);
    trapdoor::platform::typefaces_changed();
  }
  trapdoor::platform::serve(app);
  if (!trapdoor::platform::frame_begin()) return false;
  app.frame(playground.type);
  trapdoor::platform::frame_end(app.theme().page);
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  if (trapdoor::platform::tell_usage(count, arguments)) return 0;
  if (!trapdoor::platform::init("Trapdoor", 1440, 900)) return 1;
  playground.app = std::make_unique<trapdoor::App>(trapdoor::platform::seconds);
  if (!trapdoor::platform::start(*playground.app, count, arguments)) return 2;
  trapdoor::platform::run(frame);
  return 0;
}
