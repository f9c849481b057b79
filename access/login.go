package access

// Login lets people log in with OpenID Connect.
type Login struct{}
