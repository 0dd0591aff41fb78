#pragma once

#include <bellwether/log.h>

#include "domain/shed.h"
#include "handlers/answer.h"

namespace sheep_shed {

// The caller learns that it is not his fault; the reason is for the log.
inline Answer broken_shed(const ShedError& error) {
  bellwether::log::error(error.message);
  return message(500, "The shed does not answer");
}

}  // namespace sheep_shed
