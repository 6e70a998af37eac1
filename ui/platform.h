#pragma once

// The window, its input and the frame loop: all that differs between a desktop and a page.

namespace trapdoor::platform {

// Opens the window (on the web: takes over the page's canvas) and sets up ImGui's context and back ends.
// Size in logical pixels. False, with the reason on stderr, if there is no display or no OpenGL.
bool init(const char* title, int width, int height);

// Takes waiting input and begins an ImGui frame. False once the person closed the window; then draw nothing.
bool frame_begin();

// Draws what the frame built and shows it.
void frame_end();

// Framebuffer pixels per logical pixel: the size at which fonts are rasterised.
float content_scale();

// Calls `frame` once per displayed frame until it returns false, then shuts the window and ImGui down.
// On the web it returns at once and the browser keeps calling `frame`: state must outlive main().
void run(bool (*frame)());

}  // namespace trapdoor::platform
