// Api: what a page can ask of the machine: text in, JSON text out. Each answer stays valid until the next call.
//
//   td_open(files)            {"lesson.md": "...", "start/user.S": "..."}  ->  {ok, diagnostics, lesson}
//   td_prove()                what `trapdoor check` says of the open lesson -> {lines: [{passed, text}], diagnostics}
//   td_give(name, role, size) room for one file of that many bytes; role: "" to have it guessed  ->  address of the room
//   td_open_files(wish)       {"ram": "64M", "harts": 2, "append": "..."}: runs what was given; with "look": only says what
//                             each file is taken for                        ->  {ok, message, diagnostics, files, roles, program}
//   td_save_state()           this moment as a file's bytes, at `address` until the next td_state
//                                                                          ->  {ok, message, address, size, tick}
//   td_complete(text)         the beginning of a Session command           ->  {start, candidates: [{text, help}]}
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
const char* td_prove();
unsigned char* td_give(const char* name, const char* role, unsigned size);
const char* td_open_files(const char* wish);
const char* td_save_state();
const char* td_complete(const char* text);
const char* td_command(const char* text);
const char* td_set_source(const char* name, const char* text);
const char* td_state(const char* revision);
const char* td_mirror(const char* revision);
const char* td_interface(const char* text);
}
