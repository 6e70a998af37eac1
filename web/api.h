// Api: what a page can ask of the machine: text in, JSON text out. Each answer stays valid until the next call.
//
//   td_open(files)            {"lesson.md": "...", "start/user.S": "..."}  ->  {ok, diagnostics, lesson}
//   td_command(text)          a Session command                            ->  {ok, message}
//   td_set_source(name, text) the text of one file, as typed               ->  {ok, message, diagnostics}
//   td_state(revision)        what changed since; "" when nothing did      ->  {tick, mode, running, checks, ...}
//   td_mirror(revision)       the items on the canvas; "" when unchanged   ->  {revision, items}
//   td_interface(text)        "theme dark", "place panel:wires", ...       ->  {ok, message, layout}
#pragma once

namespace trapdoor {

class App;
// The app that the functions below speak to. Requires that it outlives them.
void serve(App&);

}  // namespace trapdoor

extern "C" {
const char* td_open(const char* files);
const char* td_command(const char* text);
const char* td_set_source(const char* name, const char* text);
const char* td_state(const char* revision);
const char* td_mirror(const char* revision);
const char* td_interface(const char* text);
}
