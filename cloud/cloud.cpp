#include "cloud/cloud.h"

#include <csignal>
#include <cstdlib>

#include <boost/asio/basic_signal_set.hpp>

#include "cloud/core/clock.h"
#include "cloud/core/loops.h"
#include "cloud/server/access_log.h"
#include "cloud/server/browser.h"
#include "cloud/server/control.h"
#include "cloud/server/dispatcher.h"
#include "version.h"

namespace bellwether::cloud {
namespace {

constexpr int killed_by_second_signal = 130;

}  // namespace

class Cloud::Impl {
 public:
  explicit Impl(const CloudOptions& options)
      : loops_(options.threads),
        store_(store::Store::open({.folder = options.folder, .durability = options.durability})),
        access_log_(options.access_log),
        origins_(options.allowed_origins),
        authenticator_(options.authentication),
        control_(BELLWETHER_VERSION, origins_),
        dispatcher_({.operations = operations_,
                     .endpoints = {&control_},
                     .authenticator = authenticator_,
                     .origins = origins_,
                     .access_log = access_log_,
                     .clock = clock_,
                     .random = random_}),
        server_(loops_, dispatcher_, options.server) {}

  void stop_on_signals() {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](const boost::system::error_code& ec, int) {
      if (ec) return;
      server_.stop();
      signals_.async_wait([](const boost::system::error_code& again, int) {
        if (!again) std::_Exit(killed_by_second_signal);
      });
    });
  }

  std::uint16_t port() const { return server_.port(); }
  void run() { loops_.run(); }
  void stop() { server_.stop(); }

 private:
  SystemClock clock_;
  SystemRandom random_;
  Loops loops_;
  std::unique_ptr<store::Store> store_;
  server::AccessLog access_log_;
  server::OriginPolicy origins_;
  server::Authenticator authenticator_;
  server::OperationTable operations_;
  server::ControlEndpoint control_;
  server::Dispatcher dispatcher_;
  server::Server server_;
  asio::basic_signal_set<Executor> signals_{loops_.at(0).get_executor()};
};

Cloud::Cloud(const CloudOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Cloud::~Cloud() = default;

std::uint16_t Cloud::port() const {
  return impl_->port();
}

void Cloud::run() {
  impl_->run();
}

void Cloud::stop() {
  impl_->stop();
}

void Cloud::stop_on_signals() {
  impl_->stop_on_signals();
}

}  // namespace bellwether::cloud
