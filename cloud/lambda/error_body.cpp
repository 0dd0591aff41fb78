#include "cloud/lambda/error_body.h"

#include "aws/json/writer.h"

namespace bellwether::cloud::lambda {

std::string error_body(std::string_view message, std::string_view type) {
  aws::json::Writer w;
  w.open_object();
  w.key("errorMessage");
  w.string(message);
  w.key("errorType");
  w.string(type);
  w.close_object();
  return w.take();
}

}  // namespace bellwether::cloud::lambda
