#include "aws/client/tls_stream.h"

#include <cerrno>
#include <cstring>
#include <mutex>

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include "aws/client/amazon_roots.h"
#include "aws/client/small_file.h"

namespace bellwether::aws {
namespace {

using Kind = TransportError::Kind;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using ContextPointer = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SslPointer = std::unique_ptr<SSL, Freed<SSL_free>>;
using BioPointer = std::unique_ptr<BIO, Freed<BIO_free>>;
using CertificatePointer = std::unique_ptr<X509, Freed<X509_free>>;

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL: a peer's reset would kill the process.
int bio_write(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto sent = send(static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio))), bytes,
                         static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && errno == EINTR) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int bio_read(BIO* bio, char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto got = recv(static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio))), bytes,
                        static_cast<std::size_t>(size), 0);
  if (got < 0 && errno == EINTR) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

long bio_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO* new_socket_bio(int fd) {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  BIO* bio = BIO_new(method);
  // OpenSSL's one pointer for us; nobody follows it. NOLINTNEXTLINE(performance-no-int-to-ptr)
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<intptr_t>(fd)));
  BIO_set_init(bio, 1);
  return bio;
}

std::string library_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "TLS error " + std::to_string(code);
}

class TlsStream final : public Stream {
 public:
  TlsStream(TcpStream socket, SslPointer ssl) : socket_(std::move(socket)), ssl_(std::move(ssl)) {}

  ~TlsStream() override {
    // Tells the peer, without waiting for its answer.
    if (usable_) SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }

  Transported<void> write(std::string_view head, std::string_view body) override {
    // Together they are one record and one packet.
    if (head.size() + body.size() <= largest_record) {
      joined_.assign(head).append(body);
      return write_all(joined_);
    }
    if (auto wrote = write_all(head); !wrote) return wrote;
    return write_all(body);
  }

  Transported<std::size_t> read(char* into, std::size_t capacity) override {
    while (true) {
      ERR_clear_error();
      errno = 0;
      const int got =
          SSL_read(ssl_.get(), into, static_cast<int>(std::min<std::size_t>(capacity, INT32_MAX)));
      if (got > 0) return static_cast<std::size_t>(got);
      const int error = SSL_get_error(ssl_.get(), got);
      if (error == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
      if ((error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) && errno != EAGAIN) {
        continue;
      }
      return std::unexpected(failed(error));
    }
  }

 private:
  static constexpr std::size_t largest_record = 16 * 1024;

  Transported<void> write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      ERR_clear_error();
      errno = 0;
      const int size = static_cast<int>(std::min<std::size_t>(bytes.size(), INT32_MAX));
      const int sent = SSL_write(ssl_.get(), bytes.data(), size);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
        continue;
      }
      const int error = SSL_get_error(ssl_.get(), sent);
      if ((error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) && errno != EAGAIN) {
        continue;
      }
      return std::unexpected(failed(error));
    }
    return {};
  }

  TransportError failed(int error) {
    usable_ = false;
    const int system_error = errno;
    if (error == SSL_ERROR_SYSCALL && system_error != 0) return transfer_error(system_error);
    if (error == SSL_ERROR_SYSCALL) return {Kind::closed, "the peer closed the connection"};
    return {Kind::closed, library_error()};
  }

  TcpStream socket_;
  SslPointer ssl_;
  std::string joined_;
  bool usable_ = true;
};

bool is_address(const std::string& host) {
  in6_addr ignored;
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

// The number of certificates taken from the text.
int trust(X509_STORE* store, std::string_view pem) {
  const BioPointer bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  int count = 0;
  while (const CertificatePointer certificate{
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    X509_STORE_add_cert(store, certificate.get());
    ++count;
  }
  // Reading ends with "no start line".
  ERR_clear_error();
  return count;
}

std::unexpected<TransportError> untrusted(std::string message) {
  return std::unexpected(TransportError{Kind::untrusted, std::move(message)});
}

}  // namespace

struct TlsContext::Parts {
  ContextPointer context;
};

TlsContext::TlsContext(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TlsContext::~TlsContext() = default;

Transported<std::shared_ptr<TlsContext>> TlsContext::create(const std::string& ca_bundle) {
  // A function has no openssl.cnf; looking for one and loading what it names only costs.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
  ContextPointer context(SSL_CTX_new(TLS_client_method()));
  if (!context) return untrusted(library_error());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  // One recv for a record instead of one for its header and one for its body.
  SSL_CTX_set_read_ahead(context.get(), 1);
  SSL_CTX_set_mode(context.get(), SSL_MODE_AUTO_RETRY);

  X509_STORE* store = SSL_CTX_get_cert_store(context.get());
  if (ca_bundle.empty()) {
    trust(store, amazon_roots());
  } else {
    const auto pem = read_small_file(ca_bundle);
    if (!pem) return untrusted("the CA bundle " + ca_bundle + " cannot be read");
    if (trust(store, *pem) == 0) {
      return untrusted("the CA bundle " + ca_bundle + " holds no certificate");
    }
  }
  auto parts = std::make_unique<Parts>();
  parts->context = std::move(context);
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(parts)));
}

Transported<std::unique_ptr<Stream>> TlsContext::connect(TcpStream stream,
                                                         const std::string& host) {
  SslPointer ssl(SSL_new(parts_->context.get()));
  if (!ssl) return untrusted(library_error());
  BIO* bio = new_socket_bio(stream.fd());
  SSL_set_bio(ssl.get(), bio, bio);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl.get(), host.c_str());
    SSL_set1_host(ssl.get(), host.c_str());
  }
  while (true) {
    ERR_clear_error();
    errno = 0;
    const int done = SSL_connect(ssl.get());
    if (done == 1) return std::make_unique<TlsStream>(std::move(stream), std::move(ssl));
    const int system_error = errno;
    const int error = SSL_get_error(ssl.get(), done);
    if ((error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) && system_error != EAGAIN) {
      continue;
    }
    if (error == SSL_ERROR_SYSCALL) {
      if (system_error != 0) return std::unexpected(transfer_error(system_error));
      return std::unexpected(
          TransportError{Kind::closed, "the peer closed the connection during the TLS handshake"});
    }
    if (const long verdict = SSL_get_verify_result(ssl.get()); verdict != X509_V_OK) {
      ERR_clear_error();
      return untrusted("the certificate of " + host +
                       " is not trusted: " + X509_verify_cert_error_string(verdict));
    }
    return untrusted("TLS with " + host + ": " + library_error());
  }
}

}  // namespace bellwether::aws
