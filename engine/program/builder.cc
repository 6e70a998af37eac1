#include "engine/program/builder.h"

#include <algorithm>
#include <optional>

#include "engine/machine/assembly.h"
#include "engine/program/assembler.h"
#include "engine/program/c_headers.h"
#include "engine/program/nearest.h"
#include "engine/program/text_places.h"

namespace trapdoor {
namespace {

using Sources = std::map<std::string, std::string>;

constexpr size_t kMaxStored = 500;

// ".include" takes a file's name as `sources` has it, or its last part alone.
const std::pair<const std::string, std::string>* find_source(const Sources& sources, std::string_view name) {
  for (const auto& file : sources) {
    if (file.first == name) return &file;
  }
  for (const auto& file : sources) {
    if (std::string_view(file.first).substr(file.first.rfind('/') + 1) == name) return &file;
  }
  return nullptr;
}

// The linker knows the lines of instructions alone. The name it speaks of stands in that line, or further down among data, or
// where the file first has it.
void find_name(const Sources& sources, Diagnostic& diagnostic) {
  auto source = sources.find(diagnostic.file);
  const std::string_view name = quoted(diagnostic.message);
  if (diagnostic.column > 0 || source == sources.end() || source->first.ends_with(".o") || name.empty())
    return;
  const std::string_view text = source->second;
  size_t at = find_word(text, name, start_of_line(text, diagnostic.line));
  if (at == std::string_view::npos) at = find_word(text, name);
  if (at == std::string_view::npos) return;
  const TextPlace place = place_in(text, at);
  diagnostic.line = place.line;
  diagnostic.column = place.column;
}

// Without _start a program begins with its first instruction, which is all right, unless it was meant, or is C.
std::optional<Diagnostic> missing_start(const std::vector<std::string>& files, const Program& program) {
  if (program.find_symbol("_start") || files.empty()) return std::nullopt;
  Diagnostic out{files.front(), 0, 0, "", "", Severity::warning};
  Nearest nearest("_start");
  for (const Symbol& symbol : program.symbols) nearest.offer(symbol.name);
  if (std::string hint = nearest.hint(); !hint.empty()) {
    const std::string name(quoted(hint));
    out.message =
        "there is no _start, so the program begins with its first instruction, wherever `" + name + "' is";
    out.hint = "write _start: there, if it is meant to begin there";
    return out;
  }
  if (!std::all_of(files.begin(), files.end(), is_c)) return std::nullopt;
  out.message = "there is no _start, so the program begins with the first function of " + files.front() +
                ", and has no stack";
  out.hint =
      "add a file start.S: _start: la sp, stack_top; call main; 1: j 1b; .bss; .space 4096; stack_top:";
  return out;
}

}  // namespace

bool is_c(const std::string& file) { return file.ends_with(".c"); }
bool is_source(const std::string& file) {
  return is_c(file) || file.ends_with(".S") || file.ends_with(".s") || file.ends_with(".o");
}

Builder::Builder(const Isa& isa, std::vector<Symbol> devices)
    : isa_(isa), devices_(std::move(devices)), headers_(c_headers(isa, devices_)) {}

BuiltProgram Builder::build(const BuildJob& job, const Sources& sources) {
  BuiltProgram out;
  std::vector<ObjectFile> objects;
  bool good = true;
  auto take = [&](const Made& made) {
    for (const Diagnostic& diagnostic : made.diagnostics) {
      if (std::find(out.diagnostics.begin(), out.diagnostics.end(), diagnostic) == out.diagnostics.end())
        out.diagnostics.push_back(diagnostic);
    }
    out.unavailable = out.unavailable || made.unavailable;
    good = good && made.ok;
    if (made.ok) objects.push_back(made.object);
  };
  for (const std::string& file : job.files) take(object_of(file, sources));
  if (!good) return out;
  std::vector<std::string> missing = undefined_names(objects);
  if (missing != library_names_ || !library_.ok) library_ = make_library(missing);
  take(library_);
  LinkOptions options;
  options.text_address = job.text_address;
  options.symbols = job.symbols;
  for (const Symbol& symbol : devices_) options.symbols.emplace_back(symbol.name, symbol.address);
  Linked linked = link(isa_, objects, options);
  for (Diagnostic& diagnostic : linked.diagnostics) {
    find_name(sources, diagnostic);
    out.diagnostics.push_back(std::move(diagnostic));
  }
  out.ok = linked.ok();
  if (auto warning = missing_start(job.files, linked.program); warning && out.ok)
    out.diagnostics.push_back(std::move(*warning));
  out.program = std::move(linked.program);
  out.debug = std::move(linked.debug);
  return out;
}

const Builder::Made& Builder::object_of(const std::string& file, const Sources& sources) {
  auto found = store_.find(file);
  bool fresh = found != store_.end() && !found->second.unavailable && !found->second.used.empty();
  if (fresh) {
    for (const auto& [name, text] : found->second.used) {
      auto now = sources.find(name);
      fresh = fresh && now != sources.end() && now->second == text;
    }
  }
  if (fresh) return found->second;
  if (store_.size() >= kMaxStored) store_.clear();
  made_++;
  return store_[file] = make(file, sources);
}

Builder::Made Builder::make(const std::string& file, const Sources& sources) {
  auto source = sources.find(file);
  if (source == sources.end()) {
    Made made;
    made.diagnostics.push_back({file, 0, 0, "there is no such file", "", Severity::error});
    return made;  // and looked for again the next time, since nothing was used
  }
  if (is_c(file)) return make_c(file, sources);
  if (!file.ends_with(".o")) return make_assembly(file, sources);
  Made made;
  made.used.emplace_back(file, source->second);
  keep(made, {source->second.begin(), source->second.end()}, file);
  return made;
}

void Builder::keep(Made& made, const std::vector<uint8_t>& bytes, const std::string& file) {
  auto object = read_object(isa_, file, bytes, made.diagnostics);
  made.ok = object.has_value();
  if (object) made.object = std::move(*object);
}

Builder::Made Builder::make_c(const std::string& file, const Sources& sources) {
  CFiles files = headers_;
  for (const auto& [name, text] : sources) {  // what a C source can include, and nothing big for nothing
    if (name == file || name.ends_with(".h") || name.ends_with(".c") || name.ends_with(".inc"))
      files[name] = text;
  }
  Compiled compiled = compile_c(files, file);
  Made made;
  made.unavailable = compiled.unavailable;
  made.diagnostics = std::move(compiled.diagnostics);
  for (const std::string& name : compiled.used) {
    if (auto used = sources.find(name); used != sources.end()) made.used.emplace_back(*used);
  }
  if (compiled.ok()) keep(made, compiled.object, file);
  // A file that was not there may be, the next time.
  if (!made.ok && !made.unavailable) made.used.assign(sources.begin(), sources.end());
  return made;
}

Builder::Made Builder::make_assembly(const std::string& file, const Sources& sources) {
  Made made;
  made.used.emplace_back(file, sources.at(file));
  AssemblerOptions options;
  for (const Symbol& symbol : devices_) options.symbols.emplace_back(symbol.name, symbol.address);
  options.include = [&](std::string_view name) -> std::optional<std::string> {
    const auto* found = find_source(sources, name);
    if (!found) return std::nullopt;
    made.used.emplace_back(*found);
    return found->second;
  };
  AssembledObject assembled = assemble_object(isa_, {file, sources.at(file)}, options);
  made.diagnostics = std::move(assembled.diagnostics);
  if (assembled.ok()) keep(made, assembled.object, file);
  if (!made.ok) made.used.assign(sources.begin(), sources.end());
  return made;
}

Builder::Made Builder::make_library(const std::vector<std::string>& names) {
  Made made;
  Source source = c_library(isa_, names);
  AssembledObject assembled = assemble_object(isa_, source);
  made.diagnostics = std::move(assembled.diagnostics);
  if (assembled.ok()) keep(made, assembled.object, source.name);
  library_names_ = names;
  return made;
}

}  // namespace trapdoor
