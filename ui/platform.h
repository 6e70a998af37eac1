// Platform: the window, its input, the clock and the frame loop: all that differs between a desktop and a page.
#pragma once

namespace trapdoor {
class App;
}

namespace trapdoor::platform {

// Opens the window (on the web: takes over the page's canvas) and sets up ImGui's context and back ends.
// Size in logical pixels. False, with the reason on stderr, if there is no display or no OpenGL.
bool init(const char* title, int width, int height);

// Answers --help; true when that was all that was asked. Needs no window.
bool tell_usage(int count, char** arguments);

// Gives the app what it begins with: on a desktop the lesson folder of the command line, or the first lesson that lies
// beside the program; on the web nothing, the page will. False, with the reason on stderr, if that cannot be.
bool start(App& app, int count, char** arguments);

// Between two frames: opens the lesson that a person picked in the app, where the platform has lessons of its own.
void serve(App& app);

// Seconds since some fixed moment.
double seconds();

// With idle set: false when there is no input to draw a frame for (a desktop waits a little for some).
bool wait_for_input(bool idle);

// Takes waiting input and begins an ImGui frame. False once the person closed the window; then draw nothing.
bool frame_begin();

// Draws what the frame built over this colour (ImU32) and shows it.
void frame_end(unsigned background);

// ImGui's font atlas was made anew.
void typefaces_changed();

// Framebuffer pixels per logical pixel: the size at which fonts are rasterised.
float content_scale();

// Calls `frame` once per displayed frame until it returns false, then shuts the window and ImGui down.
// On the web it returns at once and the browser keeps calling `frame`: state must outlive main().
void run(bool (*frame)());

}  // namespace trapdoor::platform
