#pragma once

#include <cstdio>

#include "domain/shed.h"
#include "handlers/answer.h"

namespace sheep_shed {

// The caller learns that it is not his fault; the reason is for the log.
inline Answer broken_shed(const ShedError& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return message(500, "The shed does not answer");
}

}  // namespace sheep_shed
