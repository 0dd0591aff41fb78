// Serves the zips that GetFunction's Code.Location points at, as S3 does on AWS.
#pragma once

#include <string>

#include "cloud/lambda/functions/package_store.h"
#include "cloud/server/operations.h"

namespace bellwether::cloud::lambda {

class PackageEndpoint final : public server::HttpEndpoint {
 public:
  explicit PackageEndpoint(const PackageStore& packages) : packages_(packages) {}

  // Before requests come.
  void set_url(std::string url) { endpoint_url_ = std::move(url); }

  // Whoever has it may fetch the package, as with AWS's presigned one.
  std::string location(const std::string& sha256) const;

  bool claims(const aws::HttpRequest& request) const override;
  Task<aws::HttpResponse> handle(const RequestContext& context,
                                 const aws::HttpRequest& request) override;

 private:
  const PackageStore& packages_;
  std::string endpoint_url_;
};

}  // namespace bellwether::cloud::lambda
