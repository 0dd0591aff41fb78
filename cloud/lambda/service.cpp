#include "cloud/lambda/service.h"

#include <utility>

#include "cloud/core/worker.h"
#include "cloud/lambda/parts.h"

namespace bellwether::cloud::lambda {

Service::Service(store::Store& store, Clock& clock, Random& random, logs::LogSink& logs,
                 const ServiceOptions& options)
    : parts_(std::make_unique<Parts>(store, clock, random, logs, options)) {
  parts_->packages.remove_unfinished();
  parts_->packages.remove_unused();
}

Service::~Service() {
  parts_->events.stop();
  parts_->packages.stop_removing();
  // What still runs on worker threads uses the parts.
  finish_workers();
}

void Service::set_endpoint_url(const std::string& url) {
  parts_->endpoint.set_url(url);
  parts_->machine.set_endpoint_url(url);
}

server::HttpEndpoint& Service::package_endpoint() {
  return parts_->endpoint;
}

void Service::resume_events(const Executor& executor) {
  parts_->events.resume(executor);
}

Task<void> Service::reset(const std::string& account) {
  auto withdrawn = co_await parts_->catalog.reset(account);
  parts_->events.reset();
  co_await parts_->pool.reset(account, std::move(withdrawn));
  co_await on_worker([this] { parts_->packages.remove_unused(); });
}

void Service::stop() {
  parts_->events.stop();
  parts_->pool.stop();
}

void Service::register_operations(server::OperationTable& table) {
  table.add_others(aws::lambda::other_operations);
  const auto add = [&table, this]<class Op>(auto member) {
    table.add<Op>([this, member](const RequestContext& context, typename Op::Input&& input) {
      return (this->*member)(context, std::move(input));
    });
  };
  using namespace aws::lambda;
  add.operator()<CreateFunction>(&Service::create_function);
  add.operator()<GetFunction>(&Service::get_function);
  add.operator()<GetFunctionConfiguration>(&Service::get_function_configuration);
  add.operator()<ListFunctions>(&Service::list_functions);
  add.operator()<UpdateFunctionCode>(&Service::update_function_code);
  add.operator()<UpdateFunctionConfiguration>(&Service::update_function_configuration);
  add.operator()<DeleteFunction>(&Service::delete_function);
  add.operator()<Invoke>(&Service::invoke_operation);
  add.operator()<GetAccountSettings>(&Service::get_account_settings);
}

}  // namespace bellwether::cloud::lambda
