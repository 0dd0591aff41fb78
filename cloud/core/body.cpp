#include "cloud/core/body.h"

#include <unistd.h>

namespace bellwether::cloud {

File::~File() {
  ::close(descriptor_);
}

}  // namespace bellwether::cloud
