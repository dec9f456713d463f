"""The words that translations are put together from, in French, English and Spanish."""
# ruff: noqa: RUF001 - French is written with this apostrophe

Words = dict[str, tuple[str, str, str]]
"""By the last part of a key: French, English, Spanish; an empty text is not translated yet."""

ACTIONS: Words = {
    "add": ("Ajouter", "Add", "Añadir"),
    "delete": ("Supprimer", "Delete", "Eliminar"),
    "edit": ("Modifier", "Edit", "Editar"),
    "hide": ("Masquer", "Hide", "Ocultar"),
    "open": ("Ouvrir", "Open", "Abrir"),
    "pin": ("Épingler", "Pin", "Fijar"),
    "rename": ("Renommer", "Rename", "Renombrar"),
    "report": ("Signaler", "Report", "Denunciar"),
    "save": ("Enregistrer", "Save", "Guardar"),
    "search": ("Rechercher", "Look for", "Buscar"),
    "share": ("Partager", "Share", ""),
    "show": ("Afficher", "Show", ""),
    "sort": ("Trier", "Sort", ""),
    "restore": ("Restaurer", "Restore", ""),
}

THINGS: Words = {
    "album": ("l’album", "the album", "el álbum"),
    "answer": ("la réponse", "the answer", "la respuesta"),
    "avatar": ("l’avatar", "the avatar", "el avatar"),
    "call": ("l’appel", "the call", "la llamada"),
    "card": ("la carte", "the card", "la tarjeta"),
    "companion": ("le compagnon", "the companion", "el compañero"),
    "conversation": ("la conversation", "the conversation", "la conversación"),
    "diary": ("le journal", "the diary", "el diario"),
    "gift": ("le cadeau", "the gift", "el regalo"),
    "goal": ("l’objectif", "the goal", "el objetivo"),
    "memory": ("le souvenir", "the memory", "el recuerdo"),
    "message": ("le message", "the message", "el mensaje"),
    "mood": ("l’humeur", "the mood", "el ánimo"),
    "note": ("la note", "the note", "la nota"),
    "notification": ("la notification", "the notification", "la notificación"),
    "order": ("la commande", "the order", "el pedido"),
    "photo": ("la photo", "the photo", "la foto"),
    "playlist": ("la playlist", "the playlist", "la lista"),
    "poem": ("le poème", "the poem", "el poema"),
    "profile": ("le profil", "the profile", "el perfil"),
    "reminder": ("le rappel", "the reminder", "el recordatorio"),
    "story": ("l’histoire", "the story", "la historia"),
    "theme": ("le thème", "the theme", "el tema"),
    "video": ("la vidéo", "the video", "el vídeo"),
    "voice": ("la voix", "the voice", "la voz"),
}

COUNTED: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "companions": (("compagnon", "compagnons"), ("companion", "companions"), ("compañero", "compañeros")),
    "gifts": (("cadeau", "cadeaux"), ("gift", "gifts"), ("regalo", "regalos")),
    "memories": (("souvenir", "souvenirs"), ("memory", "memories"), ("recuerdo", "recuerdos")),
    "messages": (("message", "messages"), ("message", "messages"), ("mensaje", "mensajes")),
    "notes": (("note", "notes"), ("note", "notes"), ("nota", "notas")),
    "orders": (("commande", "commandes"), ("order", "orders"), ("pedido", "pedidos")),
    "photos": (("photo", "photos"), ("photo", "photos"), ("foto", "fotos")),
    "reminders": (("rappel", "rappels"), ("reminder", "reminders"), ("recordatorio", "recordatorios")),
}

FIELDS: Words = {
    "address": ("L’adresse", "The address", "La dirección"),
    "birthDate": ("La date de naissance", "The date of birth", "La fecha de nacimiento"),
    "bio": ("La présentation", "The introduction", "La presentación"),
    "card": ("Le numéro de carte", "The card number", "El número de tarjeta"),
    "city": ("La ville", "The city", "La ciudad"),
    "code": ("Le code", "The code", "El código"),
    "email": ("L’adresse e-mail", "The e-mail address", "El correo electrónico"),
    "language": ("La langue", "The language", "El idioma"),
    "name": ("Le nom", "The name", "El nombre"),
    "password": ("Le mot de passe", "The password", "La contraseña"),
    "phone": ("Le numéro de téléphone", "The phone number", "El número de teléfono"),
    "text": ("Le texte", "The text", "El texto"),
}

FLAWS: Words = {
    "missing": ("est obligatoire", "is required", "es obligatorio"),
    "too_short": ("est trop court", "is too short", "es demasiado corto"),
    "too_long": ("est trop long", "is too long", "es demasiado largo"),
    "malformed": ("n’a pas la forme attendue", "is not in the expected form", "no tiene la forma esperada"),
    "taken": ("est déjà utilisé", "is used already", "ya está en uso"),
    "unknown": ("est inconnu", "is unknown", "es desconocido"),
    "expired": ("a expiré", "has expired", "ha caducado"),
}

SINGLE: Words = {
    "auth.login.title": ("Se connecter", "Log in", "Iniciar sesión"),
    "auth.login.wrong": (
        "L’adresse e-mail ou le mot de passe est incorrect.",
        "The e-mail address or the password is wrong.",
        "El correo o la contraseña no son correctos.",
    ),
    "auth.login.unverified": (
        "Confirmez d’abord votre adresse e-mail.",
        "Confirm your e-mail address first.",
        "Confirme primero su correo electrónico.",
    ),
    "auth.register.done": (
        "Bienvenue ! Un e-mail de confirmation est en route.",
        "Welcome! An e-mail to confirm your address is on its way.",
        "¡Bienvenido! Le hemos enviado un correo de confirmación.",
    ),
    "auth.reset.sent": (
        "Si un compte existe, un e-mail est en route.",
        "If there is an account, an e-mail is on its way.",
        "Si existe una cuenta, le hemos enviado un correo.",
    ),
    "auth.verified": ("Adresse e-mail confirmée.", "E-mail address confirmed.", "Correo electrónico confirmado."),
    "auth.done": ("C’est fait.", "Done.", "Hecho."),
    "errors.bad_request": ("La requête est invalide.", "The request is not valid.", "La solicitud no es válida."),
    "errors.unauthorized": ("Vous devez vous connecter.", "You have to log in.", "Debe iniciar sesión."),
    "errors.forbidden": ("Vous n’y avez pas accès.", "You have no access to this.", "No tiene acceso."),
    "errors.not_found": ("Cet élément est introuvable.", "There is no such thing.", "No se ha encontrado."),
    "errors.method": ("Cette méthode n’est pas permise.", "This method is not allowed.", "Método no permitido."),
    "errors.conflict": ("Cela existe déjà.", "This exists already.", "Ya existe."),
    "errors.too_large": (
        "La requête est trop grande.",
        "The request is too large.",
        "La solicitud es demasiado grande.",
    ),
    "errors.media_type": (
        "Ce type de contenu n’est pas accepté.",
        "Content of this type is not accepted.",
        "No se acepta este tipo de contenido.",
    ),
    "errors.too_many": (
        "Trop de requêtes, réessayez plus tard.",
        "Too many requests, try again later.",
        "Demasiadas solicitudes, inténtelo más tarde.",
    ),
    "errors.server": ("Une erreur est survenue.", "Something went wrong.", "Se ha producido un error."),
    "errors.personal": (
        "Les propriétés contiennent des données personnelles.",
        "The properties hold personal data.",
        "Las propiedades contienen datos personales.",
    ),
    "errors.age": (
        "MySoulmate est réservé aux adultes.",
        "MySoulmate is for adults only.",
        "MySoulmate es solo para adultos.",
    ),
    "errors.age_needed": ("Indiquez d’abord votre âge.", "Tell us your age first.", "Indique primero su edad."),
    "errors.common_password": (
        "Ce mot de passe est trop courant.",
        "This password is among the most common ones.",
        "Esta contraseña es demasiado común.",
    ),
    "greetings.hello": ("Bonjour {{name}} !", "Hello {{name}}!", "¡Hola, {{name}}!"),
    "greetings.since": (
        "{{companion}} vous attend depuis {{days}} jours.",
        "{{companion}} has been waiting for {{days}} days.",
        "{{companion}} le espera desde hace {{days}} días.",
    ),
    "pages.start.title": ("Quelqu’un vous écoute", "Somebody listens", "Alguien le escucha"),
    "pages.start.lead": (
        "Choisissez un compagnon, parlez-lui quand vous voulez. Réservé aux adultes.",
        "Choose a companion and talk whenever you like. For adults only.",
        "Elija un compañero y hable cuando quiera. Solo para adultos.",
    ),
    "pages.start.begin": ("Commencer", "Begin", "Empezar"),
    "pages.language": ("Langue", "Language", "Idioma"),
    "pages.change": ("Changer", "Change", "Cambiar"),
    "pages.skip": ("Aller au contenu", "Skip to the content", "Ir al contenido"),
    "pages.menu": ("Principal", "Main", "Principal"),
    "pages.age.title": ("Quand êtes-vous né ?", "When were you born?", "¿Cuándo nació?"),
    "pages.age.legend": ("Date de naissance", "Date of birth", "Fecha de nacimiento"),
    "pages.age.day": ("Jour", "Day", "Día"),
    "pages.age.month": ("Mois", "Month", "Mes"),
    "pages.age.year": ("Année", "Year", "Año"),
    "pages.age.go": ("Continuer", "Continue", "Continuar"),
    "pages.age.wrong": ("Cette date n’existe pas.", "There is no such date.", "Esta fecha no existe."),
    "pages.age.welcome": ("Bienvenue", "Welcome", "Bienvenido"),
    "pages.age.refused": (
        "Nous ne pouvons pas vous ouvrir de compte",
        "We cannot open an account for you",
        "No podemos abrirle una cuenta",
    ),
    "pages.age.sorry": (
        "Merci de votre intérêt pour MySoulmate.",
        "Thank you for your interest in MySoulmate.",
        "Gracias por su interés en MySoulmate.",
    ),
    "pages.login.email": ("Adresse e-mail", "E-mail", "Correo electrónico"),
    "pages.login.password": ("Mot de passe", "Password", "Contraseña"),
    "pages.logout": ("Se déconnecter", "Log out", "Cerrar sesión"),
    "pages.chat.title": ("Votre compagnon", "Your companion", "Su compañero"),
    "pages.chat.log": ("Messages", "Messages", "Mensajes"),
    "pages.chat.message": ("Message", "Message", "Mensaje"),
    "pages.chat.send": ("Envoyer", "Send", "Enviar"),
    "pages.chat.answer": (
        "Merci de me l’avoir dit. Racontez-moi la suite.",
        "Thank you for telling me. What happened next?",
        "Gracias por contármelo. ¿Qué pasó después?",
    ),
    "pages.privacy": ("Confidentialité", "Privacy policy", "Privacidad"),
    "pages.terms": ("Conditions d’utilisation", "Terms of service", "Condiciones de uso"),
    "pages.error": ("Il n’y a rien ici", "There is nothing here", "No hay nada aquí"),
    "pages.back": ("Retour à l’accueil", "Back to the start", "Volver al inicio"),
}

PLANNED: dict[str, dict[str, str]] = {
    "de": {"auth.login.title": "Anmelden", "errors.not_found": "Das gibt es nicht.", "pages.language": "Sprache"},
    "it": {"auth.login.title": "Accedi", "errors.not_found": "Elemento non trovato.", "pages.language": "Lingua"},
    "pt": {"auth.login.title": "Entrar", "errors.not_found": "Não encontrado.", "pages.language": "Idioma"},
    "ja": {"auth.login.title": "ログイン", "errors.not_found": "見つかりません。", "pages.language": "言語"},
    "zh": {"auth.login.title": "登录", "errors.not_found": "未找到。", "pages.language": "语言"},
}
"""What there is of the languages that are planned; the rest is in French."""
