#include "cloud/cloud.h"

#include <csignal>
#include <cstdlib>

#include <boost/asio/basic_signal_set.hpp>
#include <fmt/format.h>

#include "cloud/apigateway/endpoint.h"
#include "cloud/apigateway/service.h"
#include "cloud/core/clock.h"
#include "cloud/core/loops.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/streams/service.h"
#include "cloud/lambda/service.h"
#include "cloud/logs/service.h"
#include "cloud/s3/service.h"
#include "cloud/server/access_log.h"
#include "cloud/server/browser.h"
#include "cloud/server/control.h"
#include "cloud/server/dispatcher.h"
#include "cloud/store/key.h"
#include "version.h"

namespace bellwether::cloud {
namespace {

constexpr int killed_by_second_signal = 130;

// Empties what a service keeps in the store.
server::ControlEndpoint::Reset erase(store::Store& store, store::Owner owner) {
  return [&store, owner](const std::string& account) -> Task<void> {
    store::Key key(owner);
    if (!account.empty()) key.text(account);
    // Named, because gcc 12 destroys an owning closure twice when it is a temporary of co_await.
    auto erase_all = [begin = key.bytes(), end = key.end()](store::Transaction& transaction) {
      transaction.erase_range(begin, end);
      return true;
    };
    co_await store.write(std::move(erase_all));
  };
}

lambda::ServiceOptions lambda_options(const CloudOptions& options) {
  lambda::ServiceOptions made;
  if (options.durability != store::Durability::memory) made.folder = options.folder / "lambda";
  made.sync = options.durability == store::Durability::sync;
  made.python_packages = options.python_packages;
  // Functions call back in with a key that is known here.
  const auto& authentication = options.authentication;
  if (authentication.strict && !authentication.secrets.empty()) {
    made.access_key_id = authentication.secrets.begin()->first;
    made.secret_access_key = authentication.secrets.begin()->second;
  }
  return made;
}

s3::ServiceOptions s3_options(const CloudOptions& options) {
  s3::ServiceOptions made;
  if (options.durability != store::Durability::memory) made.folder = options.folder / "s3";
  made.sync = options.durability == store::Durability::sync;
  return made;
}

// Where functions and other clients on this machine reach the cloud.
std::string local_address(const std::string& host, std::uint16_t port) {
  if (host == "::" || host == "::1") return fmt::format("[::1]:{}", port);
  return fmt::format("{}:{}", host == "0.0.0.0" ? "127.0.0.1" : host, port);
}

}  // namespace

class Cloud::Impl {
 public:
  explicit Impl(const CloudOptions& options)
      : loops_(options.threads),
        store_(store::Store::open({.folder = options.folder, .durability = options.durability})),
        access_log_(options.access_log),
        origins_(options.allowed_origins),
        authenticator_(options.authentication),
        logs_(*store_, clock_),
        dynamodb_(*store_, clock_, random_,
                  {.background = {.time_to_live_delay = options.time_to_live_delay},
                   .table_delay = options.table_delay}),
        dynamodb_streams_(*store_, clock_),
        lambda_(*store_, clock_, random_, logs_, lambda_options(options)),
        apigateway_(*store_, clock_, random_),
        apis_(*store_, clock_, random_, lambda_),
        s3_(*store_, clock_, random_, s3_options(options)),
        control_(BELLWETHER_VERSION, origins_),
        dispatcher_({.operations = register_services(),
                     .endpoints = {&lambda_.package_endpoint(), &control_, &apis_},
                     .authenticator = authenticator_,
                     .origins = origins_,
                     .access_log = access_log_,
                     .clock = clock_,
                     .random = random_}),
        server_(loops_, dispatcher_, options.server) {
    const std::string address = local_address(options.server.host, server_.port());
    lambda_.set_endpoint_url("http://" + address);
    dynamodb_.set_endpoint(address);
    lambda_.resume_events(loops_.at(0).get_executor());
    dynamodb_.background().start(loops_.at(0).get_executor());
  }

  void stop_on_signals() {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](const boost::system::error_code& ec, int) {
      if (ec) return;
      stop();
      signals_.async_wait([](const boost::system::error_code& again, int) {
        if (!again) std::_Exit(killed_by_second_signal);
      });
    });
  }

  std::uint16_t port() const { return server_.port(); }
  void run() { loops_.run(); }
  void stop() {
    dynamodb_.background().stop();
    // What is overdue most likely waits for a function.
    server_.stop([this] { lambda_.stop(); },
                 [this] {
                   lambda_.stop();
                   loops_.stop();
                 });
  }

 private:
  const server::OperationTable& register_services() {
    logs_.register_operations(operations_);
    dynamodb_.register_operations(operations_);
    dynamodb_streams_.register_operations(operations_);
    lambda_.register_operations(operations_);
    apigateway_.register_operations(operations_);
    s3_.register_operations(operations_);
    control_.add_service("lambda",
                         [this](const std::string& account) { return lambda_.reset(account); });
    control_.add_service("apigateway", erase(*store_, store::Owner::apigateway));
    control_.add_service("s3", [this](const std::string& account) { return s3_.reset(account); });
    control_.add_service("dynamodb", erase(*store_, store::Owner::dynamodb));
    control_.add_view("dynamodbstreams", "dynamodb");
    // What is still buffered would come back.
    control_.add_service("logs",
                         [this, erase_logs = erase(*store_, store::Owner::logs)](
                             const std::string& account) -> Task<void> {
                           co_await logs_.flush();
                           co_await erase_logs(account);
                         });
    return operations_;
  }

  SystemClock clock_;
  SystemRandom random_;
  Loops loops_;
  std::unique_ptr<store::Store> store_;
  server::AccessLog access_log_;
  server::OriginPolicy origins_;
  server::Authenticator authenticator_;
  logs::Service logs_;
  dynamodb::Service dynamodb_;
  dynamodb::StreamsService dynamodb_streams_;
  lambda::Service lambda_;
  apigateway::Service apigateway_;
  apigateway::Endpoint apis_;
  s3::Service s3_;
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
