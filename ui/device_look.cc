#include "ui/device_look.h"

#include <array>
#include <cstring>

#include "engine/base/bits.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

bool is_news(const View& view,
             const Event& event) {  // of the device's own, in a register that nobody else can write
  for (const RegisterRow& row : view.machine().device(event.what).info().registers) {
    if (row.offset == event.address) return row.access == "ro";
  }
  return false;
}

bool asks(const View& view, const Event& event, int device) {
  if (event.what != device) return false;
  return event.kind == EventKind::console || (event.kind == EventKind::command && !is_news(view, event));
}

}  // namespace

uint64_t peek_register(const View& view, int device, const RegisterRow& row) {
  std::array<std::byte, 8> bytes{};
  uint64_t value = 0;
  const uint64_t base = view.machine().board().devices[static_cast<size_t>(device)].base;
  if (view.machine().bus.peek(base + row.offset, std::span(bytes).first(row.size)))
    std::memcpy(&value, bytes.data(), 8);
  return value;
}

int last_used_device(const View& view) {
  const Trace& trace = view.session.history();
  const Tick now = view.machine().now();
  int talker = -1;
  for (uint64_t i = trace.at(now); i-- > trace.first();) {
    if (trace[i].kind == EventKind::command) return trace[i].what;
    if (trace[i].kind == EventKind::console && talker < 0) talker = trace[i].what;
  }
  if (talker >= 0) return talker;
  for (int i = 0; i < view.machine().device_count(); ++i) {
    if (view.machine().device(i).stored() != nullptr) return i;
  }
  return 0;
}

DeviceRequest last_request(const View& view, int device) {
  DeviceRequest request;
  const Trace& trace = view.session.history();
  const Tick now = view.machine().now();
  uint64_t at = trace.at(now);
  while (at > trace.first() && !asks(view, trace[at - 1], device)) --at;
  if (at == trace.first()) return request;
  request.command = &trace[at - 1];
  for (uint64_t i = at; i < trace.next() && trace[i].tick < now; ++i) {
    const Event& event = trace[i];
    if (event.kind == EventKind::wire && event.value != 0 && request.raised == nullptr &&
        view.machine().wire_infos()[event.what].device == device)
      request.raised = &event;
    if (event.kind == EventKind::command && event.what == device && request.done == nullptr &&
        is_news(view, event))
      request.done = &event;
    if (request.raised == nullptr) continue;
    if (request.done == nullptr) request.done = request.raised;
    if (event.kind == EventKind::trap && static_cast<TrapKind>(event.flags) == TrapKind::interrupt) {
      const auto& all = view.history.crossings();
      for (size_t k = view.history.at(event.tick); k < all.size() && all[k].tick < now; ++k) {
        if (request.interrupt == nullptr && all[k].kind == TrapKind::interrupt)
          request.interrupt = &all[k];
        else if (request.interrupt != nullptr && all[k].is_return() && all[k].to == request.interrupt->from) {
          request.back = &all[k];
          break;
        }
      }
      break;
    }
  }
  return request;
}

const Event* register_access(const View& view, int device) {
  const DeviceRow& row = view.machine().board().devices[static_cast<size_t>(device)];
  const Event* found = nullptr;
  for (const Event& event : view.last_tick) {
    const bool access = event.kind == EventKind::load || event.kind == EventKind::store;
    if (access && event.old - row.base < row.size) found = &event;
  }
  return found;
}

bool wire_high(const View& view, int device) {
  const auto& infos = view.machine().wire_infos();
  for (size_t i = 0; i < infos.size(); ++i) {
    if (infos[i].device == device && view.machine().wires()[static_cast<int>(i)]) return true;
  }
  return false;
}

bool moves_memory(const View& view, int device) {
  for (const Event& event : view.last_tick) {
    if ((event.kind == EventKind::dma || event.kind == EventKind::dma_read) && event.what == device)
      return true;
  }
  for (const Ring& ring : view.machine().rings(device)) {
    for (const RingEntry& entry : ring.entries) {
      if (entry.with_device) return true;
    }
  }
  const DeviceInfo& info = view.machine().device(device).info();
  bool dma = false, busy = false;
  for (const RegisterRow& row : info.registers) {
    if (row.access == "wo") continue;
    const uint64_t value = peek_register(view, device, row);
    for (const FieldRow& field : info.fields) {
      if (field.word != row.name) continue;
      const uint64_t part = bits(value, field.high, field.low);
      busy = busy || (field.name == "BUSY" && part != 0);
      dma = dma || field_value(field, part).find("dma") != std::string::npos;
    }
  }
  return dma && busy;
}

}  // namespace trapdoor
